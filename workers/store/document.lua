-- What all scripts of the store share; each is this file followed by its own.
-- The first arguments are the same for all: prefix, stages in order (JSON list), lifetime in seconds.
local prefix, stages, lifetime = ARGV[1], cjson.decode(ARGV[2]), ARGV[3]

-- A full Redis refuses the first write of a script that needs memory, and not what came before it. So the first write of
-- each script is this one, and nothing is done by halves.
redis.call('SET', prefix .. 'room', '')

-- The server's clock: workers' clocks may differ.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) -- in milliseconds

local function index_of(stage)
  for number, name in ipairs(stages) do
    if name == stage then return number end
  end
end

-- The number of the first stage without a result; nil when the document is not there or moves no more.
local function where(doc)
  if redis.call('HGET', doc, 'status') ~= 'queued' then return nil end
  for number, stage in ipairs(stages) do
    if redis.call('HEXISTS', doc, stage) == 0 then return number end
  end
end

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
  table.sort(alive)
  return alive
end

-- What waits or is worked on is kept for ever; what is through, for its lifetime.
local function keep(key, through)
  if through then redis.call('EXPIRE', key, lifetime) else redis.call('PERSIST', key) end
end

local function keep_document(doc)
  local through = redis.call('HGET', doc, 'status') ~= 'queued'
  keep(doc, through)
  keep(doc .. ':jobs', through)
end

local function keep_job(name)
  local key = prefix .. 'job:' .. name
  local total, done, failed, skipped = unpack(redis.call('HMGET', key, 'total', 'done', 'failed', 'skipped'))
  local through = done + failed + skipped >= total + 0
  keep(key, through)
  keep(key .. ':docs', through)
end

-- What the program is told of a document for which a message is to be sent: id, stage, a job, tries, bytes.
local function to_be_sent(id, doc, stage)
  local job = redis.call('SRANDMEMBER', doc .. ':jobs') or ''
  return {id, stage, job, redis.call('HGET', doc, 'tries') or '0', redis.call('HSTRLEN', doc, 'raw')}
end

-- It waits for no stage any longer, and nobody works on it.
local function leave(id)
  for _, stage in ipairs(stages) do
    for _, set in ipairs({'waiting:', 'urgent:', 'leased:'}) do redis.call('ZREM', prefix .. set .. stage, id) end
  end
end

-- Let a document wait for a stage, in the lane that it travels in, and for no other.
local function wait(id, doc, stage)
  leave(id)
  local lane = redis.call('HEXISTS', doc, 'urgent') == 1 and 'urgent:' or 'waiting:'
  redis.call('ZADD', prefix .. lane .. stage, now, id)
end
