// The flows of the official JavaScript samples with Node's own fetch: their bodies, and the headers that the SDK
// behind them sends. Arguments: two recordings of one voice.
import { readFileSync } from 'node:fs'

const server = process.env.VOICEPRINT_SERVER
const client = process.env.VOICEPRINT_CLIENT_ID ?? 'anything'
const secret = process.env.VOICEPRINT_CLIENT_SECRET ?? 'anything'
const jwt = process.env.VOICEPRINT_JWT ?? 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI2MjI4MDAxMiJ9.c2lnbmF0dXJl'
const enrollments = '/ai/audio/v1/enrollments'

let checks = 0
let faults = 0
function check (holds, what) {
  checks += 1
  if (!holds) {
    faults += 1
    console.error(`fault: ${String(what).slice(0, 300)}`)
  }
}

const login = await fetch(server + '/restapi/oauth/token', {
  method: 'POST',
  headers: {
    Authorization: 'Basic ' + Buffer.from(`${client}:${secret}`).toString('base64'),
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-User-Agent': 'RCJSSDK/5.0.5'
  },
  body: new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: jwt,
    access_token_ttl: '3600',
    refresh_token_ttl: '604800'
  })
})
const token = await login.json()
check(login.status === 200 && token.expires_in > 60, `login: ${JSON.stringify(token)}`)

// The SDK repeats token_type as it came, and doubles the slash where the server's address ends in one.
async function send (method, path, body) {
  const response = await fetch(`${server}/${path}`, {
    method,
    headers: {
      Authorization: `${token.token_type} ${token.access_token}`,
      'Content-Type': 'application/json',
      'Client-Id': client,
      'X-User-Agent': 'RCJSSDK/5.0.5'
    },
    body: body === undefined ? undefined : JSON.stringify(body)
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}

const id = token.owner_id
function sample (path) {
  return { encoding: 'Mpeg', languageCode: 'en-US', content: readFileSync(path).toString('base64') }
}

const absent = await send('GET', `${enrollments}/${id}`)
check(absent.status === 404 && typeof absent.json.message === 'string', JSON.stringify(absent))
const created = await send('POST', enrollments, { ...sample(process.argv[2]), enrollmentId: id })
check(created.status === 201 && created.json.enrollmentId === id, JSON.stringify(created))
check(created.json.totalSpeechDuration.toFixed(2) > 3, JSON.stringify(created))
const updated = await send('PATCH', `${enrollments}/${id}`, sample(process.argv[3]))
check(updated.status === 201 && updated.json.enrollmentId === id, JSON.stringify(updated))
check(updated.json.totalEnrollDuration > created.json.totalEnrollDuration, JSON.stringify(updated))
const listed = await send('GET', `${enrollments}?partial=true&perPage=100&page=1`)
check(listed.status === 200 && listed.json.records.some(record => record.speakerId === id), JSON.stringify(listed))
check(Number.isInteger(listed.json.paging.totalPages), JSON.stringify(listed))
const conflict = await send('POST', enrollments, { ...sample(process.argv[2]), enrollmentId: id })
check(conflict.status === 409, JSON.stringify(conflict))
const deleted = await send('DELETE', `${enrollments}/${id}`)
check(deleted.status === 204 && deleted.json === undefined, JSON.stringify(deleted))
// The TypeScript SDK sends an empty object with it.
const again = await send('DELETE', `${enrollments}/${id}`, {})
check(again.status === 410, JSON.stringify(again))

console.log(`${checks} checks, ${faults} faults`)
process.exit(faults > 0 ? 1 : 0)
