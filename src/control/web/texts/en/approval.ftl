# Pages: approval.
title-asked = Waiting for you as a second person
title-asked-one = A mail you are asked about
nobody-asks = Nobody asks you about anything.
from-whom = from { $sender }
senders-reason = The sender’s reason: { $reason }
urgent = The sender calls it urgent.
wants-to-send = { $sender } wants to send this
would-go-to = { $count ->
        [one] It would go to 1 person
       *[other] It would go to { $count } people
    }
files = Files
why-asked = Why you are asked
body = The mail
body-cut = The rest is not shown.
open-body = Show the text of the mail
open-logged = The journal says that you opened it.
reject-line = Why not? The sender reads this line.
reject = Reject
approve = { $count ->
        [one] Approve: send to 1 person
       *[other] Approve: send to { $count } people
    }
goes-on-to = If you do not decide, { $person } is asked too.
away-title = I am away
away-until = You are marked away until { $at }.
away-to = { $person } decides meanwhile.
away-until-when = Until when? A day, a time, or a length such as 3d
away-to-whom = Who decides meanwhile? May stay empty
away-do = I am away
back-now = I am back
decide-there = Decide about it as a second person
plead-why = What should they know? They read this line.
plead-urgent = It is urgent: ask somebody else sooner
plead-do = Tell them
send-alone = Send it without them
send-alone-how = Only where the rule lets you: with a written reason, which is kept and told to those who would have decided.
send-alone-why = Why?
send-alone-do = Send it with this reason
asked-until = { $person } is asked until { $at }.
asked-now = { $person } is asked.
asked-for = { $person } is asked, for { $whom }.
asked-then = Then { $person } is asked too.
asked-nobody = Nobody can be asked at the moment.
