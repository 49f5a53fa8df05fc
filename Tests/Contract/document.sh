# Holds the server to its OpenAPI document with schemathesis, requests following one another included.
# Arguments: how many examples for each operation, the least number of requests, a recording.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=$PWD/.build/contract/bin/python
token=$(curl --silent --user "${VOICEPRINT_CLIENT_ID-anything}:${VOICEPRINT_CLIENT_SECRET-anything}" \
  --data grant_type=client_credentials "$VOICEPRINT_SERVER/restapi/oauth/token" |
  sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')

export VOICEPRINT_RECORDING=$3 SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH=$PWD/Tests/Contract
export PYTHONDONTWRITEBYTECODE=1
# What it keeps, it keeps in the folder it runs in.
cd "$folder"
status=0
"$python" -m schemathesis.cli run "$VOICEPRINT_SERVER/voiceprint/v1/openapi.json" \
  --header "Authorization: Bearer $token" --generation-with-security-parameters false \
  --phases coverage,fuzzing,stateful --max-examples "$1" --seed 1 --continue-on-failure --no-color \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method,response_headers_conformance,use_after_free,ensure_resource_availability \
  >"$folder/log" 2>&1 || status=$?
sed -n '/= SUMMARY =/,$p' "$folder/log" | cut -c 1-300
if ((status != 0)); then sed -n '1,/= SUMMARY =/p' "$folder/log" | cut -c 1-300 | head -n 100; fi

sent=$(curl --silent "$VOICEPRINT_SERVER/voiceprint/v1/metrics" |
  awk '/^voiceprint_requests_total/ { sum += $NF } END { print sum }')
echo "$sent requests"
faults=0
if ((status != 0)); then faults=1; fi
if ((sent < $2)); then faults=$((faults + 1)); fi
echo "$sent checks, $faults faults"
((faults == 0))
