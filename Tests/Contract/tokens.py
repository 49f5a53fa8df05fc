"""Logins with the cloud's own Python client. The server's access tokens are good for two seconds."""

import time

import requests
from contract import CLIENT, ENROLLMENTS, JWT, SECRET, SERVER, answered, check, fields, finish, refused
from ringcentral import SDK

sdk = SDK(CLIENT, SECRET, SERVER)
api = sdk.platform()
answer = api.login(jwt=JWT)
token = answered("login", 200, answer)
fields(
    "login",
    token,
    {
        "access_token": str,
        "token_type": str,
        "expires_in": int,
        "refresh_token": str,
        "refresh_token_expires_in": int,
        "scope": str,
        "owner_id": str,
        "endpoint_id": str,
    },
)
check(token["token_type"] == "bearer" and token["expires_in"] == 2, f"login: {token}")
check(token["refresh_token_expires_in"] == 604800, f"login: {token}")


def list_with(access_token):
    return requests.get(SERVER + ENROLLMENTS, headers={"Authorization": f"Bearer {access_token}"}, timeout=10)


check(list_with(token["access_token"]).status_code == 200, "a good token")
time.sleep(2.2)
late = list_with(token["access_token"])
check(late.status_code == 401 and late.json()["errorCode"] == "OAU-128", f"an expired token: {late.text}")
for bad in ("nonsense", token["access_token"] + "x", token["refresh_token"]):
    check(list_with(bad).status_code == 401, f"the token {bad}")

# The SDK sees that its token has expired, and renews it before it asks.
answered("list after expiry", 200, api.get(ENROLLMENTS))
renewed = api.auth().data()
check(renewed["access_token"] != token["access_token"], "the SDK did not renew its token")
check(renewed["owner_id"] == token["owner_id"], "another owner after renewal")
old = SDK(CLIENT, SECRET, SERVER).platform()
old.auth().set_data(token)
refused("a refresh token used twice", 400, old.refresh)

answered("logout", 200, api.logout())
check(list_with(renewed["access_token"]).status_code == 401, "a token after logout")

if SECRET != "anything":
    refused("a wrong secret", 401, lambda: SDK(CLIENT, "wrong", SERVER).platform().login(jwt=JWT))
    check(requests.get(SERVER + ENROLLMENTS, timeout=10).status_code == 401, "no token")
by_password = SDK(CLIENT, SECRET, SERVER).platform()
answered("login by password", 200, by_password.login(username="16505550100", extension="101", password="secret"))
check(by_password.auth().data()["owner_id"] == "16505550100", "the owner of a login by password")
finish()
