-- Find documents that wait for a stage and that nobody will come for, and let them wait in the urgent lane.
-- ARGV from the 4th: stage, '1' when no message for it is queued, grace in milliseconds, attempts, limit
-- Returns: those to send, and those to set aside (id, attempt, tries, [versions of the earlier
-- results], who had it last as JSON).
local stage, empty, grace, attempts, limit = ARGV[4], ARGV[5] == '1', ARGV[6], ARGV[7] + 0, ARGV[8]
local place = index_of(stage)
local to_send, to_set_aside = {}, {}

local function send(id, doc, at)
  redis.call('HSET', doc, 'urgent', 1)
  wait(id, doc, stages[at])
  table.insert(to_send, to_be_sent(id, doc, stages[at]))
end

local function set_aside(id, doc)
  redis.call('ZADD', prefix .. 'leased:' .. stage, now + grace, id) -- should the one who sweeps die
  local versions = {}
  for number = 1, place - 1 do versions[number] = redis.call('HGET', doc, stages[number] .. ':version') end
  local attempt, tries, claim = unpack(redis.call('HMGET', doc, 'attempt', 'tries', 'lease'))
  table.insert(to_set_aside, {id, attempt, tries, versions, claim or ''})
end

local function overdue(set, before)
  return redis.call('ZRANGEBYSCORE', prefix .. set .. stage, '-inf', string.format('%.0f', before), 'LIMIT', 0, limit)
end

-- Whose worker has given no sign of life, or has given them back.
for _, id in ipairs(overdue('leased:', now)) do
  local doc = prefix .. 'doc:' .. id
  local at = where(doc)
  if not at then
    leave(id)
  elseif at == place and (redis.call('HGET', doc, 'tries') or '0') + 0 >= attempts then
    set_aside(id, doc)
  else
    send(id, doc, at)
  end
end

-- Whose message is lost: younger ones have been read, or none is left to read.
for _, lane in ipairs({'waiting:', 'urgent:'}) do
  local read = empty and now or (redis.call('HGET', prefix .. 'read', lane .. stage) or '0')
  for _, id in ipairs(overdue(lane, read - grace)) do
    local doc = prefix .. 'doc:' .. id
    local at = where(doc)
    if at then send(id, doc, at) else leave(id) end
  end
end
return {to_send, to_set_aside}
