# Our own messages: approval.

request-subject = Please decide: a message of { $sender } ({ $id })
request = A message of { $sender } waits for your decision. Nobody has received it.
request-for = You are asked for { $person }, who is away.
request-people = { $count ->
    [one] It would go from { $sender } to 1 person at { $domains }. Why it waits:
   *[other] It would go from { $sender } to { $count } people at { $domains }. Why it waits:
}
request-until = If you do not decide by { $at }, somebody else is asked too.
request-again-subject = Still waits for you: a message of { $sender } ({ $id })
request-again = A message of { $sender } still waits for your decision.
request-over-subject = No decision is needed any more ({ $id })
request-over = Nobody decided about a message of { $sender } in time, so it was given back as a draft. It was not sent.
still-asked-subject = Nobody has answered yet ({ $id })
still-asked = Your message has not been decided about yet, so somebody else was asked too.
still-asked-people = Asked so far: { $people }
nobody-to-ask-subject = Nobody can be asked at the moment ({ $id })
nobody-to-ask = Your message needs a second person, and everybody who could decide is away or may not decide about it. It waits; as soon as somebody is back, they are asked.
may-send = You may send it yourself with a written reason, which is kept and told to them:
    outguard release { $id } --reason "…"
glass-subject = Nobody has answered: you may decide ({ $id })
glass = Nobody has decided about your message.
unanswered-subject = Nobody has answered: a message of { $sender } ({ $id })
unanswered = Nobody has decided about a message of { $sender }, though they were asked and reminded.
sent-alone-subject = Sent without a second person: a message of { $sender } ({ $id })
sent-alone = { $sender } has sent a message without waiting for a second person, as the rule allows.
sent-alone-reason = The reason they gave: { $reason }
