# The page of one mail. Steps and kinds are words within sentences.
title-why = Why was this held?
step-note = noted
step-pass = passes
step-delay = undo window
step-ask = asks
step-tick = asks for a tick
step-type = asks for typing
step-approve = asks a second person
step-refuse = refused
kind-internal = works with you
kind-client = client
kind-partner = partner
kind-external = outside
kind-freemail = private mailbox
kind-blocked = gets no mail from here
held-since = held { $at }
from = from { $sender }
changed-title = Something has changed since you looked.
changed-again = Nothing was done. Below is how it is now; please decide again.
changed-replace = { $by } put { $to } in the place of { $from }, { $at }.
changed-remove = { $by } took { $from } out, { $at }.
changed-bcc = { $by } hid { $from } from the others, { $at }.
changed-release = { $by } released it, { $at }.
changed-cancel = { $by } withdrew it, { $at }.
changed-approve = { $by } approved it, { $at }.
changed-reject = { $by } rejected it, { $at }.
changed-stop = { $by } kept it from leaving, { $at }.
changed-extend = { $by } moved the deadline, { $at }.
changed-return = Nobody decided; it went back as a draft, { $at }.
wrong-address = That was not done: this is no address that can take the place. Perhaps it is mistyped, or gets the mail already.
wrong-recipient = That was not done: this recipient cannot be changed so. Withdraw the mail and send it anew.
carries = { $file } goes to
swap = Send to somebody else instead of { $address }
swap-whom = The address that is meant
swap-do = Replace, and look again
nothing-odd = Nothing odd is left. It waits for you to send it.
written = You wrote
you-know = You know
in-directory = In the directory
perhaps = Perhaps you mean
never-written = You have never written to this address.
written-before = { $count ->
        [one] 1 mail so far, on { $last }
       *[other] { $count } mails, the last one on { $last }
    }
side-before = before the @
side-after = after the @
char-digit = the digit { $c }
char-letter = the letter { $c }
char-sign = the sign { $c }
char-foreign = a letter of another script, { $c } ({ $code })
differs-other = { $side }, character { $n } is { $what }, not { $instead }
differs-extra = { $side }, character { $n } is one too many: { $what }
differs-missing = { $side }, { $what } is missing behind character { $n }
differs-before = the part before the @ is not { $known }
differs-after = the domain is not { $known }
more-findings = { $count ->
        [one] 1 more reason, below under “Why was this held?”
       *[other] { $count } more reasons, below under “Why was this held?”
    }
would-reach = What would reach them
file-unnamed = a file without a name
what-now = What you can do
fix-replace = Send to { $address } instead
fix-remove = { $count ->
        [one] Remove { $address }, send to the other one
       *[other] Remove { $address }, send to the other { $count }
    }
fix-remove-many = { $count ->
        [one] Remove these { $many } people, send to the other one
       *[other] Remove these { $many } people, send to the other { $count }
    }
fix-bcc = Hide { $address } from the others (Bcc), and send
fix-bcc-many = { $count ->
        [one] Hide this person from the others (Bcc), and send
       *[other] Hide these { $count } people from each other (Bcc), and send
    }
others = { $count ->
        [one] 1 other person
       *[other] { $count } other people
    }
others-known = { $count ->
        [one] – somebody you know
       *[other] – all of them people you know
    }
others-more = { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
remove-one = Remove
replace-one = Replace with { $address }
send-as-it-is = Send it as it is
really-mean = I really mean it
tick-mean = Yes, I mean
tick-missing = Not sent: tick each address that you mean.
type-wrong = Not sent: this does not say { $text } yet.
check = Check
fits = That is right. Nothing was sent; now press the last button.
reason = Why? (stays in the journal)
send-only = Send to { $address }
send-including = { $count ->
        [one] Send to { $address }
       *[other] Send to { $count } people, including { $address }
    }
second-person = A second person decides whether it is sent. You can change it or withdraw it.
mail-text = Text of the mail
mail-quoted = Quoted
mail-hidden = Text that does not show in the mail
mail-html = As it looks
mail-html-safe = Without scripts, and nothing is loaded from elsewhere: pictures may be missing.
mail-html-cut = A very long one is cut.
mail-headers = Headers
cut = The rest is not shown here; the draft has all of it.
draft = Get the mail as a file, to change it and send it again
why = Why was this held?
why-all = What every check says
why-held = Held on { $at }: { $step }
why-judged = Judged now, { $at }: { $step }
why-differs = Now it would be “{ $now }”, when it was held it was “{ $then }”: past mail or rules have changed since.
why-words = The same as
why-outcome = Outcome
why-check = Check
why-says = What it says
why-facts = Facts
why-fired = fired
why-nearly = nearly
why-silent = silent
why-off = off
deadline = If you do nothing it is not sent. On { $at } you get it back as a draft.
longer = A day longer
already = This was decided already; here is how it stands.
state-delayed = Leaves at { $at }.
state-leaving = { $count ->
        [one] Leaves now, to 1 person.
       *[other] Leaves now, to { $count } people.
    }
state-queued = On its way.
state-unsure = May have been sent.
state-sent = Sent.
state-partly = Sent, but not to everybody.
state-failed = Not delivered.
state-cancelled = Not sent: it was withdrawn.
state-rejected = Not sent: a second person said no.
state-returned = Not sent: given back as a draft.
state-damaged = Not sent: the stored mail is damaged.
means-delayed = You can still keep it here or withdraw it.
means-leaving = You have released it. You can still stop it.
means-queued = It may leave; your server has not taken it for everybody yet. Outguard keeps trying.
means-unsure = The connection broke before the server answered. Ask a recipient before you send it again.
means-sent = Your server has taken it.
means-failed = Your server has refused it for good. You were told by mail.
means-cancelled = Nobody below gets it, unless it says so. Get the draft to change it and send it again.
means-rejected = Nobody gets it. You were told why by mail.
means-returned = Nobody decided in time, so it was not sent. The draft went back to its sender by mail.
means-damaged = What is stored is not what was accepted, so it is never sent. Please write it again.
in-seconds = In { $seconds } s
seconds-left = seconds left
window-over = The time to stop it is over.
stop = Stop it
keep = Keep it
leave-now = Send it now
look-again = Look again
send-again = Send it once more
fate-waiting = waits
fate-removed = taken out
fate-attempting = is being handed over
fate-sent = taken by { $host }, { $at }
fate-deferred = is tried again
fate-failed = refused
fate-unsure = may have it
sent-folder = Your mail program’s Sent folder still shows the old list of recipients: it kept its own copy before the change.
what-happened = What happened
next = Next: { $id }
