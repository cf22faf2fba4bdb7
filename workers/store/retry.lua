-- Set failed documents going again, from the stage at which they failed. Returns those to send.
-- ARGV from the 4th: the ids. Those that have not failed, or whose text is gone, are left as they are.
local to_send = {}
for i = 4, #ARGV do
  local id = ARGV[i]
  local doc = prefix .. 'doc:' .. id
  if redis.call('HGET', doc, 'status') == 'failed' and redis.call('HEXISTS', doc, 'raw') == 1 then
    reopen(doc, id, index_of(cjson.decode(redis.call('HGET', doc, 'failure')).stage) - 1)
    local stage = stages[where(doc)]
    redis.call('HSET', doc, 'urgent', 1) -- as its message is: the lanes tell how far the queues have been read
    wait(id, doc, stage)
    keep_document(doc)
    table.insert(to_send, to_be_sent(id, doc, stage))
  end
end
return to_send
