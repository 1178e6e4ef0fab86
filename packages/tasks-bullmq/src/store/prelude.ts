import { ErrorCode } from "@mortise/protocol";
import { EXPIRED } from "@mortise/tasks/internal";

/** How long a task may wait for its ticket before a sweep writes another one, in milliseconds. */
const TICKET_MS = 5_000;

/** How often a task that waits for a place among those of its owner is looked at, in milliseconds. */
export const PLACE_MS = 30_000;

/** The members of the hash of a task; `owner` is first, since it is always there. */
const FIELDS = [
  "owner",
  "kind",
  "revision",
  "sealed_by",
  "trace",
  "phase",
  "status",
  "message",
  "error",
  "holder",
  "lock",
  "attempt",
  "attempts",
  "failures",
  "crashes",
  "backoff_ms",
  "max_backoff_ms",
  "on_crash",
  "per_owner",
  "cleanup",
  "timeout_ms",
  "poll_ms",
  "ending",
  "ticket",
  "priority",
  "place",
  "open",
  "run_at",
  "created_at",
  "updated_at",
  "ttl_ms",
  "expires_at",
  "purge_at",
  "version",
] as const;

function failure(message: string): string {
  return JSON.stringify({ code: ErrorCode.InternalError, message });
}

/**
 * The functions that all scripts begin with.
 *
 * `KEYS[1]` is the prefix, whose hash tag keeps all keys in one slot; `ARGV[1]` the arguments as JSON. The time
 * is that of Redis, so that processes with different clocks agree. A task is a hash, which is written whole;
 * every change of its place in the queue gives it a ticket with the next number, and any other ticket is void.
 */
export const PRELUDE: string = `
local p, a = KEYS[1], cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local FIELDS = { ${FIELDS.map((field) => `'${field}'`).join(", ")} }
local EXPIRED = '${failure(EXPIRED)}'
local LOST = '${failure("The process that ran the task ended, and no attempt is left")}'
local tickets = {}

local function num(value) return tonumber(value) or 0 end
local function key(id, part)
  return p .. ':task:' .. id .. (part and (':' .. part) or '')
end
local function load(id)
  local values = redis.call('HMGET', key(id), unpack(FIELDS))
  if not values[1] then return nil end
  local row = { id = id }
  for index, field in ipairs(FIELDS) do row[field] = values[index] or '' end
  row.before = row.phase
  return row
end
local function placeOf(row, part)
  return p .. ':' .. part .. ':' .. #row.kind .. ':' .. row.kind .. ':' .. row.owner
end
local function serving(kind, revision)
  return p .. ':serving:' .. #kind .. ':' .. kind .. ':' .. revision
end
local function give(row, pause)
  row.ticket = num(row.ticket) + 1
  redis.call('ZADD', p .. ':due', now + pause + ${TICKET_MS}, row.id)
  tickets[#tickets + 1] = { row.id, row.kind, num(row.ticket), num(row.priority), pause }
end
local function queue(row)
  row.phase = 'queued'
  row.run_at = now
  give(row, 0)
end
local function delay(row, pause)
  row.phase = 'delayed'
  row.run_at = now + pause
  give(row, pause)
end
local save
local function admit(row)
  if row.per_owner == '' then return end
  while redis.call('SCARD', placeOf(row, 'running')) < num(row.per_owner) do
    local popped = redis.call('ZPOPMIN', placeOf(row, 'waiting'))
    if #popped == 0 then return end
    local other = popped[1] ~= row.id and load(popped[1]) or nil
    if other and other.phase == 'queued' and other.place == '1' then
      other.place = ''
      give(other, 0)
      save(other)
      return
    end
  end
end
local function leave(row)
  row.holder = ''
  row.lock = ''
  redis.call('ZREM', p .. ':due', row.id)
  if row.per_owner == '' then return end
  redis.call('SREM', placeOf(row, 'running'), row.id)
  admit(row)
end
local function touch(row)
  row.updated_at = now
  row.version = num(row.version) + 1
  redis.call('PUBLISH', p .. ':events', 'state ' .. row.id)
end
local PARTS = { false, 'input', 'result', 'journal' }
function save(row)
  local flat = {}
  for _, field in ipairs(FIELDS) do
    flat[#flat + 1] = field
    flat[#flat + 1] = tostring(row[field])
  end
  redis.call('HSET', key(row.id), unpack(flat))
  if row.before ~= row.phase then
    if row.before ~= '' then redis.call('ZREM', p .. ':phase:' .. row.before, row.id) end
    if row.phase ~= 'done' then
      redis.call('ZADD', p .. ':phase:' .. row.phase, row.run_at, row.id)
    end
    row.before = row.phase
  end
  if row.phase ~= 'done' then return end
  redis.call('ZREM', p .. ':expiry', row.id)
  redis.call('ZREM', p .. ':due', row.id)
  for _, part in ipairs(PARTS) do
    redis.call('PEXPIREAT', key(row.id, part or nil), row.purge_at)
  end
end
local function finish(row, status, failure)
  row.phase = 'done'
  row.status = status
  row.error = ''
  if status == 'failed' then row.error = row.ending == 'failed' and EXPIRED or failure end
  if row.place == '1' then
    redis.call('ZREM', placeOf(row, 'waiting'), row.id)
    row.place = ''
  end
  admit(row)
end
local function isOver(row) return row.ending ~= '' and row.cleanup ~= '1' end
local function isAsking(row) return row.ending == '' and num(row.open) > 0 end
local function isSpent(row)
  return num(row.failures) + num(row.crashes) + 1 >= num(row.attempts)
end
-- Ends a task, or marks one that runs; one that has begun and cleans up is queued once more.
local function stop(row, ending)
  row.ending = ending
  if row.cleanup == '1' and num(row.attempt) > 0 then
    row.failures = 0
    row.crashes = 0
    if row.phase ~= 'running' then
      row.status = 'working'
      queue(row)
    end
  elseif row.phase ~= 'running' then
    finish(row, ending)
  end
  touch(row)
  redis.call('PUBLISH', p .. ':events', 'order ' .. row.id)
  save(row)
end
local function crash(row)
  local over, asking, spent = isOver(row), isAsking(row), isSpent(row)
  local crashes = num(row.crashes)
  local last = spent or (row.ending == '' and row.on_crash == 'fail')
  -- A process that stood still learns that it holds the task no longer.
  redis.call('PUBLISH', p .. ':events', 'order ' .. row.id)
  leave(row)
  if not asking then row.crashes = crashes + 1 end
  if over then finish(row, row.ending)
  elseif asking then
    row.phase = 'waiting'
    row.status = 'input_required'
  elseif last then finish(row, row.ending ~= '' and row.ending or 'failed', LOST)
  else
    row.status = 'working'
    if crashes == 0 then queue(row) else delay(row, num(row.backoff_ms) * crashes) end
  end
  touch(row)
  save(row)
end
local function held()
  local row = load(a.id)
  if row and row.phase == 'running' and row.holder == a.holder then return row end
end
local function answered(value) return { value, cjson.encode(tickets) } end
`;

/** Reads the journal of a task into the questions without an answer, as `{ key: text }`. */
export const OPEN_QUESTIONS = `
local function openQuestions(id)
  local flat, open = redis.call('HGETALL', key(id, 'journal')), {}
  for index = 1, #flat, 2 do
    if flat[index]:sub(1, 2) == 'q:' then
      local entry = cjson.decode(flat[index + 1])
      if not entry.answer then open[flat[index]:sub(3)] = entry.question end
    end
  end
  return cjson.encode(open)
end
`;
