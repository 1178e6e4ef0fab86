/** The names of the scripts below. */
export type HeldScript =
  | "report"
  | "adopt"
  | "end"
  | "retry"
  | "park"
  | "again"
  | "latest"
  | "ask"
  | "answers"
  | "step"
  | "keepStep"
  | "journalSize";

/** The scripts by which a process changes a task that it runs; each does nothing once another one holds it. */
export const HELD_SCRIPTS: Readonly<Record<HeldScript, string>> = {
  report: `
    local row = held()
    if not row then return answered(0) end
    if row.message == a.message then return answered(0) end
    row.message = a.message
    touch(row)
    save(row)
    return answered(1)
  `,
  adopt: `
    local row = held()
    if not row then return answered(0) end
    row.revision = a.revision
    save(row)
    return answered(1)
  `,
  end: `
    local row = held()
    if not row then return answered(0) end
    leave(row)
    row.phase = 'done'
    row.status = a.status
    row.error = a.error
    row.message = a.message
    if a.status == 'completed' then redis.call('SET', key(a.id, 'result'), ARGV[2]) end
    touch(row)
    save(row)
    return answered(1)
  `,
  retry: `
    local row = held()
    if not row then return answered(0) end
    local over, spent = isOver(row), isSpent(row)
    leave(row)
    row.failures = num(row.failures) + 1
    row.message = a.message
    if over or (spent and row.ending ~= '') then finish(row, row.ending)
    elseif spent and a.hasResult then
      redis.call('SET', key(a.id, 'result'), ARGV[2])
      finish(row, 'completed')
    elseif spent then finish(row, 'failed', a.error)
    else
      row.status = 'working'
      delay(row, a.pauseMs)
    end
    touch(row)
    save(row)
    return answered(1)
  `,
  park: `
    local row = held()
    if not row then return answered(0) end
    local over, asking = isOver(row), isAsking(row)
    leave(row)
    if over then finish(row, row.ending)
    elseif asking then
      row.phase = 'waiting'
      row.status = 'input_required'
      row.run_at = now
    else
      row.status = 'working'
      queue(row)
    end
    if over then touch(row) else row.version = num(row.version) + 1 end
    save(row)
    return answered(1)
  `,
  again: `
    local row = held()
    if not row then return answered(0) end
    local over = isOver(row)
    leave(row)
    row.failures = 0
    row.crashes = 0
    if over then finish(row, row.ending) else
      row.status = 'working'
      if row.ending == '' then delay(row, a.pauseMs) else queue(row) end
    end
    if row.ending ~= '' then touch(row) end
    save(row)
    return answered(1)
  `,
  latest: `
    local name = redis.call('HGET', key(a.id, 'journal'), 'n:' .. a.name)
    if not name then return {} end
    local entry = cjson.decode(redis.call('HGET', key(a.id, 'journal'), 'q:' .. name))
    return { name, entry.round, entry.question, entry.answer or false }
  `,
  ask: `
    local row = held()
    if not row then return answered('lost') end
    local entry = cjson.encode({ round = a.round, question = ARGV[2] })
    if redis.call('HSETNX', key(a.id, 'journal'), 'q:' .. a.key, entry) == 0 then return answered('taken') end
    redis.call('HSET', key(a.id, 'journal'), 'n:' .. a.name, a.key)
    row.open = num(row.open) + 1
    if row.ending == '' then row.status = 'input_required' end
    touch(row)
    save(row)
    return answered('asked')
  `,
  answers: `
    local flat, given = redis.call('HGETALL', key(a.id, 'journal')), {}
    for index = 1, #flat, 2 do
      if flat[index]:sub(1, 2) == 'q:' then
        local entry = cjson.decode(flat[index + 1])
        if entry.answer then
          given[#given + 1] = flat[index]:sub(3)
          given[#given + 1] = entry.answer
        end
      end
    end
    return given
  `,
  step: `
    if not held() then return {} end
    return { redis.call('HGET', key(a.id, 'journal'), 's:' .. a.name) }
  `,
  keepStep: `
    if not held() then return answered(0) end
    return answered(redis.call('HSETNX', key(a.id, 'journal'), 's:' .. a.name, ARGV[2]))
  `,
  journalSize: `
    local flat, entries = redis.call('HGETALL', key(a.id, 'journal')), 0
    for index = 1, #flat, 2 do
      local part = flat[index]:sub(1, 2)
      if part == 's:' or (part == 'q:' and cjson.decode(flat[index + 1]).answer) then entries = entries + 1 end
    end
    return entries
  `,
};
