-- Write what one stage found in many documents: each once, with its stream entry and counts. Returns the ids written.
-- ARGV: prefix, stage, version, lifetime in seconds, stream length, earlier stages (JSON list), '1' for the last stage,
--       then per document: id, outcome, versions of the earlier results that were read (JSON list),
--       value (the stage's field, or the failure), meta or '', reason or '', '1' to drop raw
local prefix, stage, version, lifetime, length = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local earlier, last = cjson.decode(ARGV[6]), ARGV[7] == '1'

-- Whether this result may be written: the document still waits for it, and it was made from what is there now.
local function wanted(doc, read)
  if redis.call('HGET', doc, 'status') ~= 'queued' or redis.call('HEXISTS', doc, stage) == 1 then return false end
  for number, name in ipairs(earlier) do
    if redis.call('HGET', doc, name .. ':version') ~= read[number] then return false end
  end
  return true
end

local function write(doc, outcome, value, meta, reason, drop_raw)
  redis.call('HSET', doc, stage .. ':version', version)
  if outcome == 'done' then
    redis.call('HSET', doc, stage, value)
    if meta ~= '' then redis.call('HSET', doc, 'meta', meta) end
    if last then redis.call('HSET', doc, 'status', 'done') end
  else
    redis.call('HSET', doc, 'status', outcome, 'reason', reason, 'failure', value)
    if drop_raw == '1' then redis.call('HDEL', doc, 'raw') end
  end
end

-- Move the counts of the document's jobs and keep them alive; returns the jobs, with commas between them.
local function count(doc, id, outcome)
  local jobs = {}
  for _, name in ipairs(redis.call('SMEMBERS', doc .. ':jobs')) do
    local key = prefix .. 'job:' .. name
    -- Else it has been forgotten, or is a later one of the same name.
    if redis.call('SISMEMBER', key .. ':docs', id) == 1 and redis.call('EXPIRE', key, lifetime) == 1 then
      redis.call('EXPIRE', key .. ':docs', lifetime)
      redis.call('HINCRBY', key, stage .. ':' .. outcome, 1)
      if outcome ~= 'done' or last then redis.call('HINCRBY', key, outcome, 1) end
      table.insert(jobs, name)
    end
  end
  table.sort(jobs)
  return table.concat(jobs, ',')
end

local written = {}
for i = 8, #ARGV, 7 do
  local id, outcome, read, value, meta, reason, drop_raw = unpack(ARGV, i, i + 6)
  local doc = prefix .. 'doc:' .. id
  if wanted(doc, cjson.decode(read)) then
    write(doc, outcome, value, meta, reason, drop_raw)
    local jobs = count(doc, id, outcome)
    redis.call('XADD', prefix .. 'stage:' .. stage, 'MAXLEN', '~', length, '*',
      'id', id, 'outcome', outcome, 'version', version, 'job', jobs)
    redis.call('EXPIRE', doc, lifetime)
    redis.call('EXPIRE', doc .. ':jobs', lifetime)
    table.insert(written, id)
  end
end
return written
