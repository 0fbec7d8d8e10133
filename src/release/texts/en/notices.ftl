# Our own messages: notices.

notice-held-subject = { $count ->
    [0] {"["}Not sent] Please check: "{ $subject }" ({ $id })
    [one] {"["}Not sent] 1 address to check: "{ $subject }" ({ $id })
   *[other] {"["}Not sent] { $count } addresses to check: "{ $subject }" ({ $id })
}
notice-held = Outguard holds a message of yours. Nobody has received it.
notice-message = {"  "}{ $subject }
    {"  "}to { $people }
notice-no-subject = (no subject)
notice-hidden = { $address } (hidden copy)
notice-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
notice-why = Why:
notice-why-held = Why it was held:
notice-second-person = A second person decides about it. You can still change its recipients or withdraw it.
notice-look = Look at it and decide: { $url }
    or: outguard show { $id }
notice-look-here = Look at it and decide: outguard show { $id }
notice-deadline = If nobody decides, it comes back to you as a draft on { $at }. It is never sent by itself.
notice-answer = Or answer this mail with one word on the first line: RELEASE sends it, CANCEL withdraws it.
notice-answer-domain = Or answer this mail: the domain of each odd address on the first line (without odd addresses, the number of people) sends it, CANCEL withdraws it.
notice-answer-cancel = Or answer this mail with CANCEL on the first line to withdraw it.

notice-digest-subject = { $count ->
    [one] {"["}Not sent] 1 message to check
   *[other] {"["}Not sent] { $count } messages to check
}
notice-digest = { $count ->
    [one] Outguard holds a message of yours. Nobody has received it.
   *[other] Outguard holds { $count } messages of yours. Nobody has received them.
}
notice-reminder-subject = Not sent yet, waits for you ({ $id }): { $subject }

notice-unsure-subject = May have been sent ({ $id }): { $subject }
notice-unsure = Outguard handed this message to the next mail server, and the connection broke before the answer.
notice-unsure-who = Nobody knows whether these people have it:
notice-unsure-decide = Ask them, then decide:
    They do not have it: outguard release { $id } (sends it once more)
    They have it: outguard cancel { $id } (sends nothing more)

notice-sent-subject = Sent after it was held: "{ $subject }" ({ $id })
notice-changed-subject = Sent with other recipients: "{ $subject }" ({ $id })
notice-sent = This message of yours was held, and has now been sent.
notice-released-by = { $by } decided that.
notice-not-to = It could not be delivered to:
notice-changed = What was changed before it left:
notice-removed = { $from } was taken out
notice-replaced = { $from } was replaced by { $to }
notice-hidden-now = { $from } is hidden from the others now
notice-old-list = The copy in your Sent folder still shows the old list.

notice-cancelled-subject = Not sent, withdrawn: "{ $subject }" ({ $id })
notice-cancelled = { $by } withdrew this message of yours:
notice-nobody-has-it = It was stopped before leaving: nobody has received it.
notice-may-have-left = It may have left before: ask the recipients.
notice-too-late = It was stopped for the others, but these have it already:

notice-rejected-subject = Not sent, rejected: "{ $subject }" ({ $id })
notice-rejected = { $by } said no to this message of yours, so it was not sent to anybody:

notice-returned-subject = Not sent, given back as a draft ({ $id }): { $subject }
notice-returned = Nobody decided about this message in time, so it was not sent to anybody:

notice-draft = Your mail program may show it as sent; it was not. The message is attached as a draft: open it, change what is odd, and send it again.

notice-pointer = To { $address }. Not sent; outguard show { $id }
notice-open = Look at it

notice-wrong-page = Did it go to the wrong person? Say so here, and the next steps are ready: { $url }
    or: outguard incident open { $id }
notice-wrong = Did it go to the wrong person? The next steps are ready: outguard incident open { $id }
notice-incident-page = Look at it: { $url }
    or: outguard incident show { $id }
notice-incident = Look at it: outguard incident show { $id }

steps-due-subject = { $count ->
    [one] 1 step is due: { $id }
   *[other] { $count } steps are due: { $id }
}
steps-due = { $count ->
    [one] A step of incident { $id } is due, and nobody has said that it is done.
   *[other] { $count } steps of incident { $id } are due, and nobody has said that they are done.
}
steps-due-line = { $n }. { $step } (due { $due })
steps-due-how = When a step is done or cannot be done, say so there, or: outguard incident step { $id } N done. If you cannot do it, name somebody who can: outguard incident assign { $id } N --owner WHO
