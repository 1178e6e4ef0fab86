import { OPEN_QUESTIONS } from "./prelude.ts";

/** The distance of two queued tasks of one owner, so that those of others come between them. */
const TURN_MS = 1_000;

/** The largest priority of BullMQ, as a turn in seconds: later ones share it. */
const MAX_PRIORITY = 2_097_152;

/** The names of the scripts below. */
export type OwnerScript = "create" | "states" | "versions" | "find" | "answer" | "cancel" | "wake";

/** The scripts by which the owners of tasks use them. */
export const OWNER_SCRIPTS: Readonly<Record<OwnerScript, string>> = {
  create: `
    local row = a.row
    row.id = a.id
    row.before = ''
    for _, field in ipairs(FIELDS) do row[field] = row[field] or '' end
    row.created_at, row.updated_at = now, now
    row.expires_at = now + row.ttl_ms
    row.purge_at = row.expires_at + a.graceMs
    row.version = 1
    local turns = placeOf(row, 'turn')
    local turn = math.max(num(redis.call('GET', turns)) + ${TURN_MS}, now)
    redis.call('SET', turns, turn, 'PXAT', turn)
    local base = num(redis.call('GET', p .. ':base'))
    if base == 0 or (now - base > ${MAX_PRIORITY / 2} * 1000 and redis.call('ZCARD', p .. ':expiry') == 0) then
      base = now
      redis.call('SET', p .. ':base', base)
    end
    row.priority = math.max(1, math.min(${MAX_PRIORITY}, math.floor((turn - base) / 1000) + 1))
    redis.call('SET', key(a.id, 'input'), ARGV[2])
    for index = 3, #ARGV, 2 do
      redis.call('HSET', key(a.id, 'journal'), ARGV[index], ARGV[index + 1])
    end
    redis.call('ZADD', p .. ':expiry', row.expires_at, a.id)
    if a.delayMs > 0 then delay(row, a.delayMs) else queue(row) end
    save(row)
    return answered('')
  `,
  states: `${OPEN_QUESTIONS}
    local states = {}
    for index, id in ipairs(a.ids) do
      local row = load(id)
      if row and (not a.owner or row.owner == a.owner) then
        local result = row.status == 'completed' and redis.call('GET', key(id, 'result')) or ''
        local open = row.status == 'input_required' and openQuestions(id) or ''
        states[#states + 1] = { id, row.owner, row.sealed_by, row.status, row.message, row.error, row.created_at,
          row.updated_at, row.ttl_ms, row.poll_ms, row.version,
          row.phase == 'delayed' and num(row.attempt) == 0 and row.run_at or '', result or '', open }
      end
    end
    return states
  `,
  versions: `
    local versions = {}
    for index, id in ipairs(a.ids) do
      versions[index] = redis.call('HGET', key(id), 'version') or ''
    end
    return versions
  `,
  find: `${OPEN_QUESTIONS}
    local row = load(a.id)
    if not row or row.owner ~= a.owner then return {} end
    return { row.phase, row.sealed_by, openQuestions(a.id) }
  `,
  answer: `
    local row = load(a.id)
    if not row or row.phase == 'done' then return answered(0) end
    local count = 0
    for index = 2, #ARGV, 2 do
      local name = 'q:' .. ARGV[index]
      local text = redis.call('HGET', key(a.id, 'journal'), name)
      local entry = text and cjson.decode(text)
      if entry and not entry.answer then
        entry.answer = ARGV[index + 1]
        redis.call('HSET', key(a.id, 'journal'), name, cjson.encode(entry))
        count = count + 1
      end
    end
    if count == 0 then return answered(0) end
    row.open = num(row.open) - count
    row.status = isAsking(row) and 'input_required' or 'working'
    if row.phase == 'waiting' and num(row.open) == 0 then queue(row) end
    touch(row)
    redis.call('PUBLISH', p .. ':events', 'order ' .. a.id)
    save(row)
    return answered(1)
  `,
  cancel: `
    local row = load(a.id)
    if not row or row.owner ~= a.owner then return answered('') end
    if row.phase ~= 'done' and row.ending == '' then stop(row, 'cancelled') end
    return answered('known')
  `,
  wake: `
    local row = load(a.id)
    local waits = row and row.phase == 'delayed' and num(row.attempt) > 0
      and num(row.failures) + num(row.crashes) == 0
    if not waits then return answered(0) end
    queue(row)
    save(row)
    return answered(1)
  `,
};
