-- Take documents in for a job. Idempotent. Returns those that were not on their way: id, first stage to go through, …
-- ARGV from the 4th: job, versions (JSON object), time (ISO 8601), time (seconds), '1' when it is urgent, then per
-- document: id, raw, meta
local job, versions, created, seconds, urgent = ARGV[4], cjson.decode(ARGV[5]), ARGV[6], ARGV[7], ARGV[8] == '1'
local job_key = prefix .. 'job:' .. job

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
  -- A queued one that has lost a result is not outdated: it computes it anew by itself.
  return kept < #stages and (status == 'done' or redis.call('HEXISTS', doc, stages[kept + 1]) == 1)
end

local function open_job()
  if redis.call('HSETNX', job_key, 'created', created) == 0 then return end
  redis.call('DEL', job_key .. ':docs') -- of one of the same name that has been removed by halves
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

-- Whether a document is on its way already, and in no slower lane. One that waits is not sent again: when its message is
-- lost, the sweep sees it.
local function on_its_way(id, stage)
  for _, set in ipairs(urgent and {'urgent:', 'leased:'} or {'waiting:', 'urgent:', 'leased:'}) do
    if redis.call('ZSCORE', prefix .. set .. stage, id) then return true end
  end
end

open_job()
local to_send = {}
for i = 9, #ARGV, 3 do
  local id, raw, meta = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local doc = prefix .. 'doc:' .. id
  local status = redis.call('HGET', doc, 'status')
  if not status then
    redis.call('HSET', doc, 'status', 'queued', 'raw', raw, 'meta', meta)
  else
    local kept = current(doc)
    if outdated(doc, status, kept) then
      reopen(doc, id, kept)
      -- One that begins anew does so with what has been handed in now: the text is the same, and may have been dropped
      -- for its length; the meta data may be better.
      if kept == 0 then redis.call('HSET', doc, 'raw', raw, 'meta', meta) end
    end
  end
  count_for_job(doc, id)
  local stage = stages[where(doc)]
  -- One that a worker has changes lanes with its next stage. Its messages do not: the sweep sends it again, a lease later.
  if stage and urgent then redis.call('HSET', doc, 'urgent', 1) end
  if stage and not on_its_way(id, stage) then
    wait(id, doc, stage)
    table.insert(to_send, id)
    table.insert(to_send, stage)
  end
  keep_document(doc)
end
keep_job(job)
redis.call('ZADD', prefix .. 'jobs', seconds, job)
return to_send
