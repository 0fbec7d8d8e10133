# Recall: who has it, what can be tried, what not to do.

fate-stopped = stopped before leaving, on { $at }, by { $by }
fate-removed = taken out before it left
fate-waits = { $state ->
    [held] not sent: it is held
    [delayed] not sent: its undo window still runs
    [queued] not sent yet: it waits for the next mail server
    [deferred] not sent yet: it will be tried again
    [leaving] being handed over at this moment: ask again in a minute
    [damaged] never sent: the stored bytes are damaged
   *[other] not sent yet
}
fate-taken = taken by { $host } on { $at } (reply { $reply }), too late
fate-unsure = unknown: the connection broke after the final dot, on { $at }
fate-failed = not delivered: { $reply }
fate-unknown = unknown: it never went through Outguard

recall-nobody = Nobody has it.
recall-stopped = { $count ->
    [one] Stopped for 1 person before leaving.
   *[other] Stopped for { $count } people before leaving.
}
recall-nothing = There was nothing left to stop.
recall-reached = { $count ->
    [one] 1 person has it.
   *[other] { $count } people have it.
}
recall-unsure = { $count ->
    [one] For 1 person nobody knows.
   *[other] For { $count } people nobody knows.
}
recall-leaving = { $count ->
    [one] To 1 person it is being handed over at this moment.
   *[other] To { $count } people it is being handed over at this moment.
}
recall-more = { $count ->
    [one] and 1 more, taken in the same way
   *[other] and { $count } more, taken in the same way
}
recall-hidden = hidden copy
recall-odd = odd
recall-next = What can still be tried, in this order:
recall-not = What not to do:
recall-incident = For the rest (who must know by when, letters, duties): outguard incident open { $id }
recall-again = Ask again in a minute: outguard recall { $id }

recall-subject-nobody = [Recall] Nobody has it ({ $id })
recall-subject-late = [Recall] Not all of it was stopped ({ $id })
recall-draft = The message is attached as a draft.
recall-unknown = No mail of yours that went through Outguard is named in it. Forward the sent message as an attachment, or say which one: outguard recall '<Message-ID>'

try-links = If what leaked stands behind a shared link, revoke the link and its permissions now. Nobody sees that, and whoever has not opened it yet no longer can.
try-postfix = Your own mail server may still have it. Postfix: hold it first (postsuper -h { $queue }), see that it is the one (postcat -q { $queue } must show Message-ID { $message }), only then delete it (postsuper -d { $queue }). Queue ids are used again, so delete nothing unseen.
try-exim = Exim: freeze it (exim -Mf { $queue }), look at its header (exim -Mvh { $queue } must show Message-ID { $message }), then remove it (exim -Mrm { $queue }).
try-jmap = A server that speaks JMAP and still delays it: set the undoStatus of its EmailSubmission from "pending" to "canceled"; "final" is too late.
try-microsoft = Colleagues in the same Microsoft 365 tenant: ask the administrator to purge it from their mailboxes by Message-ID { $message } (Purview search and purge), or to recall it inside the tenant. Neither reaches anybody outside.
try-workspace = Colleagues in the same Google Workspace domain: ask the administrator to find it by Message-ID { $message } in the security investigation tool and to delete it from their mailboxes.
try-colleague = Call these colleagues: they are not to read or forward it, and to delete it everywhere.
try-deletion = Call first if you know them; then write one short mail to each of them alone: it came by your mistake; please do not read, use or forward it; delete it everywhere, also from the bin and other devices; confirm. Say nothing of what is in it.
try-postmaster = Their IT department or postmaster@{ $domain } may be able to quarantine it before it is read. Only when your boss or legal department agrees: it widens the circle.

not-list = Do not write to the same list again: one mail to each person alone, checked by Outguard.
not-recall = No recall to anybody outside, no "urgent", no "confidential, please delete" in the subject, no second and third mail: they make people look.
not-quote = Do not quote, attach or describe what leaked.
not-threaten = No threats, and no disclaimer as if it bound anybody.
not-invent = No invented reason, no blame on tools or colleagues, no promise about what will follow.
not-erase = Do not delete your own copies, logs or chats about it: they are evidence. Ask nobody to search the systems of the recipients.
not-guess = No guesses to people concerned, and no more people than needed.
not-wait = Do not wait for certainty before you tell your boss and the data protection officer: periods may be running already.
not-rely = Do not rely on "they said they deleted it" alone: ask for a written confirmation.
not-pay = Offer no money and admit no liability before your boss and the insurer agree. To apologise for the mistake is something else.
