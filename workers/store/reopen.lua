-- How a document that moves no more is set going again: what accept and retry share.

-- Add a document as it stands to the counts of jobs (by = 1), or take it out of them (by = -1).
local function tally(doc, jobs, by)
  local status, failure = unpack(redis.call('HMGET', doc, 'status', 'failure'))
  local stopped_at = failure and cjson.decode(failure).stage
  local counts = {}
  if status ~= 'queued' then table.insert(counts, status) end
  for _, stage in ipairs(stages) do
    if stage == stopped_at then
      table.insert(counts, stage .. ':' .. status)
    elseif redis.call('HEXISTS', doc, stage .. ':version') == 1 then
      table.insert(counts, stage .. ':done')
    end
  end
  for _, name in ipairs(jobs) do
    for _, count in ipairs(counts) do redis.call('HINCRBY', prefix .. 'job:' .. name, count, by) end
  end
end

-- Put a document back to where it has the results of its first stages (kept), and no more.
local function reopen(doc, id, kept)
  local jobs = jobs_of(doc, id)
  tally(doc, jobs, -1)
  leave(id)
  for number = kept + 1, #stages do redis.call('HDEL', doc, stages[number], stages[number] .. ':version') end
  redis.call('HDEL', doc, 'reason', 'failure', 'tries', 'lease', 'urgent')
  redis.call('ZREM', prefix .. 'failed', id)
  redis.call('HINCRBY', doc, 'attempt', 1) -- whoever works on it still is late
  redis.call('HSET', doc, 'status', 'queued')
  tally(doc, jobs, 1)
  for _, name in ipairs(jobs) do keep_job(name) end
end
