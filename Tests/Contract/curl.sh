# The same with curl, as in the README. Argument: a recording.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
checks=0 faults=0

# Sends a request and checks the status: STATUS METHOD PATH [CURL'S ARGUMENTS…]; the body is left in $folder/body.
expect() {
  local wanted=$1 method=$2 path=$3 status
  shift 3
  status=$(curl --silent --max-time 30 --request "$method" --output "$folder/body" --write-out '%{http_code}' \
    --header "Authorization: bearer ${token-}" "$@" "$VOICEPRINT_SERVER$path")
  checks=$((checks + 1))
  if [[ $status != "$wanted" ]]; then
    faults=$((faults + 1))
    echo "fault: $method $path: $status instead of $wanted: $(cat "$folder/body")" >&2
  fi
}

token=$(curl --silent --max-time 30 --user "${VOICEPRINT_CLIENT_ID-anything}:${VOICEPRINT_CLIENT_SECRET-anything}" \
  --data grant_type=client_credentials "$VOICEPRINT_SERVER/restapi/oauth/token" |
  sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')

readonly enrollments=/ai/audio/v1/enrollments
printf '{"speakerId":"curl_user","encoding":"Wav","content":"%s"}' "$(base64 "$1")" | tr -d '\n' >"$folder/sample"
# A body of more than a megabyte, for which curl asks first whether it may send it.
{ cat "$folder/sample"; printf ' %.0s' {1..1100000}; } >"$folder/large"

expect 201 POST "$enrollments" --header 'Content-Type: application/json' --data-binary "@$folder/sample"
expect 409 POST "$enrollments" --data-binary "@$folder/large"
expect 201 PATCH "$enrollments/curl_user" --header 'Transfer-Encoding: chunked' --data-binary "@$folder/sample"
expect 200 GET "$enrollments?partial=1"
expect 200 GET "$enrollments/curl_user"
expect 200 GET "/restapi/v1.0/ai/audio/v1/sync/enrollments/curl_user"
expect 405 PUT "$enrollments/curl_user" --data '{}'
expect 404 GET /ai/audio/v1/nothing
expect 204 DELETE "$enrollments/curl_user"
expect 410 DELETE "$enrollments/curl_user"

echo "$checks checks, $faults faults"
[[ $faults == 0 ]]
