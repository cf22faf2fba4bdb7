-- Lease to one worker those documents of a batch that wait for a stage, and tell it what the stage reads of them.
-- ARGV from the 4th: stage, lease in milliseconds, attempts, who claims, what for and when (JSON, no two alike), then
-- the ids
-- Returns: the claimed (id, attempt, tries, [versions of the earlier results], [their values, or raw]), and the ids of
-- those that have been through the stage and go on.
local stage, lease, attempts, claim = ARGV[4], ARGV[5], ARGV[6] + 0, ARGV[7]
local place = index_of(stage)
local alone = #ARGV == 8

-- A claim whose answer was lost is made again, and gets the same answer.
local function ours(id, doc)
  return redis.call('ZSCORE', prefix .. 'leased:' .. stage, id) and redis.call('HGET', doc, 'lease') == claim
end

-- A document that was with a worker that died may be why: from then on it travels alone, until the sweep sets it aside.
local function free(id, doc)
  local leased = redis.call('ZSCORE', prefix .. 'leased:' .. stage, id)
  local tries = (redis.call('HGET', doc, 'tries') or '0') + 0
  if leased and (leased + 0 > now or tries >= attempts) then return false end
  return alone or tries == 0
end

-- Messages are read in the order in which they were sent, urgent ones first: what has waited for longer than what is
-- claimed here has lost its message. This is how far the reading is; the sweep compares.
local function read_as_far_as(id)
  local waited = redis.call('ZSCORE', prefix .. 'waiting:' .. stage, id)
  local lane = waited and 'waiting:' or 'urgent:'
  waited = waited or redis.call('ZSCORE', prefix .. 'urgent:' .. stage, id)
  local known = redis.call('HGET', prefix .. 'read', lane .. stage)
  if waited and (not known or waited + 0 > known + 0) then redis.call('HSET', prefix .. 'read', lane .. stage, waited) end
  if lane == 'waiting:' then redis.call('HSET', prefix .. 'read', 'urgent:' .. stage, now) end
end

local function take(id, doc)
  read_as_far_as(id)
  leave(id)
  redis.call('ZADD', prefix .. 'leased:' .. stage, now + lease, id)
  redis.call('HINCRBY', doc, 'attempt', 1)
  redis.call('HINCRBY', doc, 'tries', 1)
  redis.call('HSET', doc, 'lease', claim)
end

local function described(id, doc)
  local attempt, tries = unpack(redis.call('HMGET', doc, 'attempt', 'tries'))
  if place == 1 then return {id, attempt, tries, {}, redis.call('HMGET', doc, 'raw')} end
  local earlier, versions = {}, {}
  for number = 1, place - 1 do
    earlier[number], versions[number] = stages[number], stages[number] .. ':version'
  end
  return {id, attempt, tries, redis.call('HMGET', doc, unpack(versions)), redis.call('HMGET', doc, unpack(earlier))}
end

local claimed, ahead = {}, {}
for i = 8, #ARGV do
  local id = ARGV[i]
  local doc = prefix .. 'doc:' .. id
  local at = where(doc)
  if at and at > place then
    table.insert(ahead, id)
  elseif at == place then
    if ours(id, doc) then
      table.insert(claimed, described(id, doc))
    elseif free(id, doc) then
      take(id, doc)
      table.insert(claimed, described(id, doc))
    end
  end
end
return {claimed, ahead}
