# What a backtest says.
title = What Outguard would have asked
footer = Judged with what was known when each mail was sent. Nothing of it was kept.

mails = Mails
mails-of = { $mails }, { $past } of them with a past: the first { $least } of each sender only teach
period = From – to
period-of = { $first } – { $last }
senders = Senders
budget = Budget
budget-of = { $asks } of a sender’s 100 mails for what was learnt (policy.asks_per_100)
left-out = Left out
left-out-of = { $damaged } damaged, { $copies } copies, { $others } of others
unread = Cannot be read
unread-of = { $place }: { $why }
why-no-header = no header
why-no-sender = no sender
why-no-recipient = no recipient
why-no-date = no date
why-too-large = larger than a message may be
why-cannot-be-read = cannot be read
asked = It would have asked about { $asks } of { $mails } mails: { $share } of 100.
asked-none = It would have asked about none of { $mails } mails.
busiest = The busiest day was { $day }: { $asks } of { $mails } mails.

rules = By check and rule
rules-none = Nothing was noticed.
rules-chart = Mails it asks about, of 100
rule = Check or rule
asks = Asks
per-100 = Of 100
alone = Nothing else asks
looks-for = Looks for
notes = Notes
months = By month
months-chart = Mails that would have waited, of 100
month = Month

slips = Planted slips
slips-how = In copies of { $count } mails a recipient was exchanged or added as people do it by mistake. Caught is what asks about the wrong recipient himself.
slips-none = None were planted: nobody had sent { $least } mails yet, so too little was known.
slips-chart = Slips caught, of 100
slip = Slip
planted = Planted
caught = Caught
caught-then = Caught with the others
by-history = By history alone
form-autocomplete = another who begins the same
form-samedomain = another at the same firm
form-lookalike = the name-alike of another firm
form-replyall = an outsider more in a reply to all
form-stray = an unrelated contact
form-typo = a mistyped address
form-directory = a namesake from the directory

budgets = What a budget catches
budgets-how = The same mail under other values of policy.asks_per_100. Asked and caught are here what the scores of past mail do alone, without any other check; asked is of the { $count } mails that had a past.
budgets-chart = Slips caught, of 100
budget-asked = Asked, of 100 with a past

people = By sender
sender = Sender
cut = Threshold
cut-none = too little learnt
cut-notes = { $cut }, only notes

compared = With the other rules
compared-of = They would have asked about { $asks } of { $mails } mails: { $share } of 100. { $more } more, { $less } less.
compared-same = Both ask about the same mails.
now = Now
then = With the others
more = Asked only with the other rules
less = No longer asked with the other rules
notes-now = Notes now
notes-then = Notes with the others
notes-more = A note taken only with the other rules
notes-less = No note taken any more with the other rules

list = The mails behind the numbers
list-none = There are none.
notes-list = Mails that only a note is taken of
list-more = { $count } more are in the output of --json.
date = Date
from = From
to = To
why = Checks and rules
subject = Subject
and-more = and { $count } more
