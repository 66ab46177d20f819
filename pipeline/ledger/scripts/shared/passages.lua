-- The beginning and the end of a passage, with its books, its names and its events.

-- A revision that changed nothing, or was refused, leaves the article at the number it had.
local function take_back_revision(row, outcome)
  if row.kind == 'revision' and outcome ~= 'indexed' and outcome ~= 'dead' then
    write(row, {revision = row.revision - 1})
  end
end

local function count_revision(row, kind)
  if kind == 'revision' then
    write(row, {revision = row.revision + 1})
  end
end

-- An article that is gone through again keeps the outcome by which people know it, unless it comes to harm.
local STANDS = {indexed = true, unchanged = true}

local function let_stand(row, arrival)
  local stands = arrival.kind == 'reprocess' and STANDS[row.outcome] and row.outcome
  forget(row, 'outcome', 'stands')
  if stands then
    write(row, {stands = stands})
  end
  if arrival.kind == 'reprocess' and arrival.fingerprint == '' then
    arrival.fingerprint = row.fingerprint
  end
end

-- `began`: the last token before it, so that what this passage has written can be told from what was there.
local function begin(row, arrival)
  let_stand(row, arrival)
  forget(row, 'reason', 'detail', 'names', 'last')
  write(row, {
    kind = arrival.kind, stage = arrival.stage, lane = arrival.lane, host = arrival.host,
    fingerprint = arrival.fingerprint, attempts = 0, deaths = 0, since = now, moved_at = now,
    began = redis.call('GET', key('token')) or 0,
  })
  write_payload(row, arrival.payload)
  open_log(row.id, arrival.url, arrival.source)
  own_alias(arrival.url, row.id)
  keep_aliases(row.id)
  tell(row, 'accepted')
  enqueue(row)
end

-- A dead passage that is offered again is taken up from where the offer enters: it leaves the dead and is under
-- way once more under its own kind, and nothing more is accepted (dead - 1, in flight + 1). After any other end
-- there is a new passage (accepted + 1, in flight + 1); the old end stays counted.
local function admit(row, arrival)
  redis.call('ZREM', key('settled'), row.id)
  if row.outcome == 'dead' then
    redis.call('ZREM', key('dead'), row.id)
    count(row.kind, 'dead', -1)
    arrival.kind = row.kind
  else
    count(arrival.kind, 'accepted')
    count_revision(row, arrival.kind)
  end
  begin(row, arrival)
end

-- A revision, which reads the article again, goes before a reprocess; a removal before both.
local function remember(row, arrival)
  local earlier = row.again and cjson.decode(row.again)
  if earlier and earlier.kind == 'revision' and arrival.kind == 'reprocess' and not removed_as(row.id) then
    return
  end
  redis.call('SET', key('again', row.id), arrival.payload)
  write(row, {again = cjson.encode({
    kind = arrival.kind, stage = arrival.stage, lane = arrival.lane, host = arrival.host,
    fingerprint = arrival.fingerprint, url = arrival.url, source = arrival.source,
  })})
end

-- A change to what is indexed can't take up a passage that died on its way there: it waits until that is done.
local function is_early(arrival, row)
  return row and row.outcome == 'dead' and arrival.kind == 'reprocess' and arrival.stage == 'index'
    and not removed_as(row.id)
end

local function begin_again(row)
  local arrival = cjson.decode(row.again)
  arrival.payload = redis.call('GET', key('again', row.id))
  redis.call('DEL', key('again', row.id))
  forget(row, 'again')
  admit(row, arrival)
end

-- The end of a passage that has left its place. Only a dead one keeps its payload.
local function settle(row, outcome, reason, detail)
  if outcome ~= 'dead' then
    write_payload(row, '')
    forget(row, 'token', 'lane', 'host', 'since', 'deaths')
  end
  take_back_revision(row, outcome)
  forget(row, 'reason', 'detail', 'last')
  write(row, {state = 'settled', outcome = STANDS[outcome] and row.stands or outcome, moved_at = now})
  forget(row, 'stands')
  if (reason or '') ~= '' then write(row, {reason = reason}) end
  if (detail or '') ~= '' then write(row, {detail = detail}) end
  redis.call('ZADD', key('settled'), now, row.id)
  if outcome == 'dead' then redis.call('ZADD', key('dead'), now, row.id) end
  count_outcome(row.kind, outcome, reason)
  keep_aliases(row.id, limits.names_kept)
  keep_names(row, limits.names_kept)
  tell(row, outcome, reason, tonumber(row.attempts))
  compact_log(row.id)
  if row.again and outcome ~= 'dead' then begin_again(row) end
end

local function move(row, stage, payload)
  forget(row, 'last')
  tell(row, 'moved')
  write(row, {stage = stage, attempts = 0, deaths = 0, since = now, moved_at = now})
  write_payload(row, payload)
  enqueue(row)
end

-- A try that failed counts; at the last one the passage is dead with that reason, at its stage.
local function try_later(row, milliseconds, reason, detail, counts)
  if not counts then
    tell_once(row, 'waits', reason)
    return wait(row, milliseconds)
  end
  write(row, {attempts = row.attempts + 1})
  if tonumber(row.attempts) >= limits.tries then
    return settle(row, 'dead', reason, detail)
  end
  tell(row, 'deferred', reason, tonumber(row.attempts))
  wait(row, milliseconds)
end

-- Back to where it stood in its queue, nothing counted.
local function give_back(row, event)
  leave(row)
  tell_once(row, event)
  enqueue(row)
end

-- Its worker died with it in hand.
local function mourn(row)
  leave(row)
  write(row, {deaths = row.deaths + 1})
  if tonumber(row.deaths) >= limits.deaths then
    return settle(row, 'dead', 'worker-died', '')
  end
  tell(row, 'worker-died', '', tonumber(row.deaths))
  enqueue(row)
end
