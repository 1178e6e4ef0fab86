import { PLACE_MS } from "./prelude.ts";

/** Tasks that one sweep looks at, so that it ends in time. */
const BATCH = 200;

/** The pause after which a task of another key is offered to the next process, in milliseconds. */
const SEALED_MS = 1_000;

/** The pause after which a task of other code is offered to the next process, in milliseconds. */
const OTHERS_MS = 200;

/** The names of the scripts below. */
export type QueueScript =
  | "serve"
  | "leave"
  | "claim"
  | "work"
  | "review"
  | "ticketed"
  | "sweep"
  | "depth";

/** The scripts by which processes take tasks and bring on those that no process attends to. */
export const QUEUE_SCRIPTS: Readonly<Record<QueueScript, string>> = {
  serve: `
    for kind, revision in pairs(a.serves) do
      local served = serving(kind, revision)
      redis.call('ZADD', served, now + a.leaseMs, a.process)
      redis.call('ZREMRANGEBYSCORE', served, '-inf', '(' .. now)
      redis.call('PEXPIRE', served, a.leaseMs)
    end
    return 1
  `,
  leave: `
    for kind, revision in pairs(a.serves) do redis.call('ZREM', serving(kind, revision), a.process) end
    return 1
  `,
  // The lock of BullMQ is the lease: without it the ticket may be another process's by now.
  claim: `
    local left = redis.call('GET', a.lock) == a.holder and redis.call('PTTL', a.lock) or 0
    if left <= 0 then return answered('unlocked') end
    local row = load(a.id)
    if not row or num(row.ticket) ~= a.ticket then return answered('void') end
    if row.phase == 'running' then
      if row.holder == a.holder then return answered('claimed ' .. left) end
      crash(row)
      return answered('crashed')
    end
    if row.phase ~= 'queued' and row.phase ~= 'delayed' then return answered('void') end
    if not a.canOpen[row.sealed_by] then
      delay(row, ${SEALED_MS})
      save(row)
      return answered('sealed')
    end
    if num(row.run_at) > now then
      delay(row, num(row.run_at) - now)
      save(row)
      return answered('early')
    end
    -- Code that a process has is not replaced by another version of it while the process runs.
    if row.revision ~= a.revision and redis.call('ZCOUNT', serving(row.kind, row.revision), now, '+inf') > 0 then
      delay(row, ${OTHERS_MS})
      save(row)
      return answered('others')
    end
    if row.per_owner ~= '' then
      if redis.call('SCARD', placeOf(row, 'running')) >= num(row.per_owner) then
        row.phase = 'queued'
        row.place = '1'
        row.ticket = num(row.ticket) + 1
        redis.call('ZADD', placeOf(row, 'waiting'), row.priority, row.id)
        redis.call('ZADD', p .. ':due', now + ${PLACE_MS}, row.id)
        save(row)
        return answered('full')
      end
      redis.call('SADD', placeOf(row, 'running'), row.id)
    end
    redis.call('ZADD', p .. ':due', now + left, row.id)
    row.phase = 'running'
    row.status = 'working'
    row.holder = a.holder
    row.lock = a.lock
    row.attempt = num(row.attempt) + 1
    save(row)
    return answered('claimed ' .. left)
  `,
  work: `
    local row = load(a.id)
    if not row then return {} end
    return { row.sealed_by, row.owner, row.kind, row.revision, row.attempt, row.attempts, row.failures,
      row.crashes, row.backoff_ms, row.max_backoff_ms, row.timeout_ms, row.created_at, row.trace, row.ending,
      row.cleanup, redis.call('GET', key(a.id, 'input')) }
  `,
  review: `
    local found = {}
    for index, entry in ipairs(a.held) do
      local row = load(entry[1])
      local isHeld = row and row.phase == 'running' and row.holder == entry[2]
      found[index] = isHeld and row.ending or 'lost'
    end
    return found
  `,
  // A ticket that waits in BullMQ needs no other one.
  ticketed: `
    local row = load(a.id)
    if row and row.phase == 'queued' and num(row.ticket) == a.ticket and row.place == '' then
      redis.call('ZREM', p .. ':due', a.id)
    end
    return 1
  `,
  sweep: `
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', p .. ':due', '-inf', now, 'LIMIT', 0, ${BATCH})) do
      local row = load(id)
      if row and row.phase == 'queued' and row.place == '1' then
        redis.call('ZADD', p .. ':due', now + ${PLACE_MS}, id)
        if redis.call('SCARD', placeOf(row, 'running')) < num(row.per_owner) then
          redis.call('ZREM', placeOf(row, 'waiting'), id)
          row.place = ''
          give(row, 0)
          save(row)
        end
      elseif row and row.phase == 'queued' then
        row.ticket = num(row.ticket) - 1
        give(row, 0)
      elseif row and row.phase == 'delayed' then
        give(row, math.max(num(row.run_at) - now, 0))
        save(row)
      elseif row and row.phase == 'running' then
        -- A job that is gone or stalled has no lock, and neither has its task.
        local left = redis.call('GET', row.lock) == row.holder and redis.call('PTTL', row.lock) or 0
        if left > 0 then redis.call('ZADD', p .. ':due', now + left, id) else crash(row) end
      else redis.call('ZREM', p .. ':due', id) end
    end
    local expired = 0
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', p .. ':expiry', '-inf', now, 'LIMIT', 0, ${BATCH})) do
      local row = load(id)
      redis.call('ZREM', p .. ':expiry', id)
      if row and row.phase ~= 'done' then
        -- It is looked at once more when it is deleted, whether it could clean up or not.
        if num(row.purge_at) > now then redis.call('ZADD', p .. ':expiry', row.purge_at, id)
        else
          if row.phase == 'running' then leave(row) end
          row.ending = 'failed'
          finish(row, 'failed')
          touch(row)
          save(row)
        end
        if row.phase ~= 'done' and row.ending == '' then stop(row, 'failed') end
        expired = expired + 1
      end
    end
    return answered(expired)
  `,
  depth: `
    local found = {}
    for _, phase in ipairs({ 'delayed', 'queued', 'running', 'waiting' }) do
      local oldest = redis.call('ZRANGE', p .. ':phase:' .. phase, 0, 0, 'WITHSCORES')
      found[#found + 1] = phase
      found[#found + 1] = redis.call('ZCARD', p .. ':phase:' .. phase)
      found[#found + 1] = oldest[2] and now - num(oldest[2]) or 0
    end
    return found
  `,
};
