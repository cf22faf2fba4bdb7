-- Move the end of the leases of one worker: later, as a sign of life, or to where the sweep is to take them up.
-- ARGV from the 4th: stage, milliseconds from now, what it is ('renewed', 'given back', 'given back without blame'), then
-- per document: id, attempt. Returns the ids of those that were still this worker's.
local stage, until_then, what = ARGV[4], now + ARGV[5], ARGV[6]
local moved = {}
for i = 7, #ARGV, 2 do
  local id, attempt = ARGV[i], ARGV[i + 1]
  local doc = prefix .. 'doc:' .. id
  local leased = redis.call('ZSCORE', prefix .. 'leased:' .. stage, id)
  if leased and redis.call('HGET', doc, 'attempt') == attempt then
    redis.call('ZADD', prefix .. 'leased:' .. stage, until_then, id)
    -- What is given back is this worker's no longer: it is not given back twice when the answer is lost, nor does a late
    -- sign of life hold it.
    if what ~= 'renewed' then redis.call('HINCRBY', doc, 'attempt', 1) end
    if what == 'given back without blame' then redis.call('HINCRBY', doc, 'tries', -1) end
    table.insert(moved, id)
  end
end
return moved
