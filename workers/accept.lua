-- Take documents in for a job. Idempotent. Returns the ids of those that have work to do.
-- ARGV: prefix, job, lifetime in seconds, stages (JSON list), versions (JSON object), time (ISO 8601), time (seconds),
--       then per document: id, raw, meta
local prefix, job, lifetime, now, seconds = ARGV[1], ARGV[2], ARGV[3], ARGV[6], ARGV[7]
local stages, versions = cjson.decode(ARGV[4]), cjson.decode(ARGV[5])
local job_key = prefix .. 'job:' .. job

-- The jobs that a document counts for. A job that has been forgotten is not brought back to life by counting, and a
-- later one of the same name has this document only when it is handed in for it again.
local function jobs_of(doc, id)
  local alive = {}
  for _, name in ipairs(redis.call('SMEMBERS', doc .. ':jobs')) do
    local key = prefix .. 'job:' .. name
    if redis.call('EXISTS', key) == 1 and redis.call('SISMEMBER', key .. ':docs', id) == 1 then
      table.insert(alive, name)
    else
      redis.call('SREM', doc .. ':jobs', name)
    end
  end
  return alive
end

-- Add a document as it stands to the counts of jobs (by = 1), or take it out of them (by = -1).
local function tally(doc, jobs, by)
  local status, failure = unpack(redis.call('HMGET', doc, 'status', 'failure'))
  local counts = {}
  if status ~= 'queued' then table.insert(counts, status) end
  if failure then table.insert(counts, cjson.decode(failure).stage .. ':' .. status) end
  for _, stage in ipairs(stages) do
    if redis.call('HEXISTS', doc, stage) == 1 then table.insert(counts, stage .. ':done') end
  end
  for _, name in ipairs(jobs) do
    for _, count in ipairs(counts) do redis.call('HINCRBY', prefix .. 'job:' .. name, count, by) end
  end
end

-- How many stages, from the first, have a result of the version that is wanted now.
local function current(doc)
  for number, stage in ipairs(stages) do
    if redis.call('HEXISTS', doc, stage) == 0 or redis.call('HGET', doc, stage .. ':version') ~= versions[stage] then
      return number - 1
    end
  end
  return #stages
end

-- Whether a document has to go back: to be tried again, or because a result is of another version.
local function outdated(doc, status, kept)
  if status == 'failed' then return true end
  if status == 'skipped' then
    local stage = cjson.decode(redis.call('HGET', doc, 'failure')).stage
    return stages[kept + 1] ~= stage or redis.call('HGET', doc, stage .. ':version') ~= versions[stage]
  end
  return kept < #stages and redis.call('HEXISTS', doc, stages[kept + 1]) == 1
end

-- Put a document back to where its results are current. One that begins anew does so with what has been handed in now:
-- the text is the same, and may have been dropped for its length; the meta data may be better.
local function reopen(doc, id, kept, raw, meta)
  local jobs = jobs_of(doc, id)
  tally(doc, jobs, -1)
  for number = kept + 1, #stages do redis.call('HDEL', doc, stages[number], stages[number] .. ':version') end
  redis.call('HDEL', doc, 'reason', 'failure')
  redis.call('HSET', doc, 'status', 'queued')
  if kept == 0 then redis.call('HSET', doc, 'raw', raw, 'meta', meta) end
  tally(doc, jobs, 1)
end

local function open_job()
  if redis.call('HSETNX', job_key, 'created', now) == 0 then return end
  for _, count in ipairs({'total', 'done', 'failed', 'skipped'}) do redis.call('HSET', job_key, count, 0) end
  for _, stage in ipairs(stages) do
    redis.call('HSET', job_key, stage .. ':done', 0, stage .. ':failed', 0, stage .. ':skipped', 0)
  end
end

local function count_for_job(doc, id)
  local known, counted = redis.call('SADD', doc .. ':jobs', job) == 0, redis.call('SADD', job_key .. ':docs', id) == 0
  if known and counted then return end -- else one of the two is new under an old name
  redis.call('HINCRBY', job_key, 'total', 1)
  tally(doc, {job}, 1)
end

open_job()
local to_send = {}
for i = 8, #ARGV, 3 do
  local id, raw, meta = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local doc = prefix .. 'doc:' .. id
  local status = redis.call('HGET', doc, 'status')
  if not status then
    redis.call('HSET', doc, 'status', 'queued', 'raw', raw, 'meta', meta)
  else
    local kept = current(doc)
    if outdated(doc, status, kept) then reopen(doc, id, kept, raw, meta) end
  end
  count_for_job(doc, id)
  -- One that was queued before too: its message may be lost.
  if redis.call('HGET', doc, 'status') == 'queued' then table.insert(to_send, id) end
  redis.call('EXPIRE', doc, lifetime)
  redis.call('EXPIRE', doc .. ':jobs', lifetime)
end
redis.call('EXPIRE', job_key, lifetime)
redis.call('EXPIRE', job_key .. ':docs', lifetime)
redis.call('ZADD', prefix .. 'jobs', seconds, job)
redis.call('ZREMRANGEBYSCORE', prefix .. 'jobs', '-inf', seconds - lifetime)
return to_send
