-- Write what one stage found in many documents: each once, with its stream entry and counts. Returns the ids written.
-- ARGV from the 4th: stage, version, stream length, then per document: id, attempt, outcome, versions of the earlier
-- results that were read (JSON list), value (the stage's field, or the failure), meta or '', reason or '', '1' to drop raw
local stage, version, length = ARGV[4], ARGV[5], ARGV[6]
local place = index_of(stage)

-- Whether this result may be written: by whom the document was last leased to, while it waits for it, and made from what
-- is there now. One whose lease ran out may write, as long as nobody else has begun.
local function wanted(doc, attempt, read)
  if where(doc) ~= place or redis.call('HGET', doc, 'attempt') ~= attempt then return false end
  for number = 1, place - 1 do
    if (redis.call('HGET', doc, stages[number] .. ':version') or '') ~= read[number] then return false end
  end
  return true
end

-- Move the counts of the document's jobs.
local function count(jobs, counts, by)
  for _, name in ipairs(jobs) do
    for _, what in ipairs(counts) do redis.call('HINCRBY', prefix .. 'job:' .. name, what, by) end
    keep_job(name)
  end
end

-- An earlier result that had gone has been computed anew: so are those after it, which were made from the old one. Their
-- versions stay, and say what was told of them; but nothing comes after a stage at which a document stops.
local function forget_later(doc, jobs, outcome)
  for number = place + 1, #stages do
    redis.call('HDEL', doc, stages[number])
    if outcome ~= 'done' and redis.call('HDEL', doc, stages[number] .. ':version') == 1 then
      count(jobs, {stages[number] .. ':done'}, -1)
    end
  end
end

local function write(doc, id, outcome, value, meta, reason, drop_raw)
  redis.call('HSET', doc, stage .. ':version', version)
  redis.call('HDEL', doc, 'tries', 'lease')
  if outcome == 'done' then
    redis.call('HSET', doc, stage, value)
    if meta ~= '' then redis.call('HSET', doc, 'meta', meta) end
    if place == #stages then redis.call('HSET', doc, 'status', 'done') end
  else
    redis.call('HSET', doc, 'status', outcome, 'reason', reason, 'failure', value)
    if outcome == 'failed' then
      redis.call('ZREMRANGEBYSCORE', prefix .. 'failed', '-inf', now - lifetime * 1000)
      redis.call('ZADD', prefix .. 'failed', now, id)
    end
    if drop_raw == '1' then redis.call('HDEL', doc, 'raw') end
  end
end

local written = {}
for i = 7, #ARGV, 8 do
  local id, attempt, outcome, read, value, meta, reason, drop_raw = unpack(ARGV, i, i + 7)
  local doc = prefix .. 'doc:' .. id
  if wanted(doc, attempt, cjson.decode(read)) then
    local jobs = jobs_of(doc, id)
    -- A result that has gone, with its version left behind, was told and counted when it was first written.
    local told = redis.call('HGET', doc, stage .. ':version')
    if told then count(jobs, {stage .. ':done'}, -1) end
    forget_later(doc, jobs, outcome)
    write(doc, id, outcome, value, meta, reason, drop_raw)
    local moving = redis.call('HGET', doc, 'status') == 'queued'
    if moving then
      wait(id, doc, stages[where(doc)])
      count(jobs, {stage .. ':' .. outcome}, 1)
    else
      leave(id)
      redis.call('HDEL', doc, 'urgent')
      count(jobs, {stage .. ':' .. outcome, outcome}, 1)
    end
    if told ~= version or outcome ~= 'done' then
      redis.call('XADD', prefix .. 'stage:' .. stage, 'MAXLEN', '~', length, '*',
        'id', id, 'outcome', outcome, 'version', version, 'job', table.concat(jobs, ','))
    end
    keep_document(doc)
    table.insert(written, id)
  end
end
return written
