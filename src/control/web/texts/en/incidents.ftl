# Incidents: what slipped through, and the hours after.
title-incidents = Incidents
title-incident = Incident
title-incident-new = I sent something wrong
inc-title = Incident { $id }: { $status }
inc-all-questions = All questions of { $id }
inc-all-duties = Duties to disclose: { $id }
inc-none = There is no incident.
inc-none-open = No incident is open.
inc-only-open = Only what is open
inc-also-closed = Also what is closed
inc-overdue = { $count ->
        [one] 1 step is overdue.
       *[other] { $count } steps are overdue.
    }
inc-row = { $sender }, noticed { $at }.
inc-has-it = { $count ->
        [one] 1 person has it who should not.
       *[other] { $count } people have it who should not.
    }
inc-steps-open = { $count ->
        [one] 1 step is open.
       *[other] { $count } steps are open.
    }
inc-next = Next: { $step }, by { $at }
inc-pages = Pages of the list
inc-before = Before
inc-after = After
inc-already = There is an incident about it already:
inc-not-over = Not all of it has left yet. Stop it first:
inc-message = Message
inc-sent = Sent
inc-sender = Sender
inc-subject = Subject
inc-to = To
inc-to-more = { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
inc-open = Open the incident
inc-another = It was another message
inc-only-two = Which message, and when it was noticed: more is not needed to begin.
inc-lately = Which of your last messages?
inc-elsewhere = Another message
inc-file = The message as a file (.eml), saved from your Sent folder
inc-message-id = Or its Message-ID
inc-unknown-stays = Leave empty what you do not know: it stays unknown, and is listed as such.
inc-wrong = { $count ->
        [one] 1 answer does not fit and was not kept; all others were.
       *[other] { $count } answers do not fit and were not kept; all others were.
    }
inc-save = Save
inc-fits-number = A number of 0 or more, in digits.
inc-fits-addresses = Mail addresses, separated by commas.
inc-fits-countries = Countries by two letters, such as DE, ES, US-CA.
inc-fits-time = A date and a time, such as 2026-11-20 16:10.
inc-fits-text = At most 2000 characters.
inc-fits-choice = One of these.
inc-clock = Time
inc-noticed = Noticed { $at }; { $since } since then.
inc-opened = Opened { $at } by { $by }.
inc-owner = Seen to by { $who }.
inc-happened = What happened
inc-files = Files
inc-topics = Speaks about
inc-found = Found in it
inc-markings = Markings
inc-guard = The guard said
inc-answers = What only you can know
inc-more-questions = { $count ->
        [one] All questions; 1 is not answered
       *[other] All questions; { $count } are not answered
    }
inc-damage = Stop the damage
inc-should-not = should not have it:
inc-deletion = Were they asked to delete it, and what did they answer?
inc-state = How it stands
inc-said = What was said
inc-attach = A file as evidence, such as their reply
inc-letters = Letters
inc-letters-how = Drafts for each recipient, your boss and others. Nothing is sent from here: you send them yourself, and the guard looks at them like at any mail.
inc-duties = Must we report it?
inc-duties-how = How duties look by what is known. A person decides, and writes down why.
inc-duties-none = None looks triggered by what is known so far. That does not say that there is none: answer the questions, and look at all of them.
inc-more-duties = { $count ->
        [one] All duties, with 1 more
       *[other] All duties, with { $count } more
    }
inc-no-duty = None.
inc-looks-triggered = Looks triggered
inc-looks-cannot-tell = Cannot tell yet
inc-looks-not-triggered = Looks not triggered; decide with data protection or counsel
inc-duty-to = To { $who }
inc-exception = May free from it, for a person to decide: { $text }
inc-decide = Write down a decision
inc-about = About what: a duty by its short name, or words
inc-decided = Decided
inc-because = Because
inc-write-down = Write it down
inc-prevention = So that it does not happen again
inc-steps = Timetable
inc-due = By { $at }, { $who }.
inc-deputy = Stand-in: { $who }.
inc-done = Done
inc-step-more = Leave a step out, or add a note or a proof
inc-step = Step
inc-note = Note; what is left out needs a reason
inc-proof = Proof
inc-parties = Who must know, and who is owed an apology
inc-must = Must know.
inc-apology = Is owed an apology.
inc-told-by = Told by { $who }: { $how }.
inc-told = Told on { $at }.
inc-until = By { $at }.
inc-not = Not to be told: { $what }
inc-ways = Ways to go on
inc-timeline = What happened when
inc-course-more = { $count ->
        [one] 1 earlier line stands in the report.
       *[other] { $count } earlier lines stand in the report.
    }
inc-log = Write down what was done or said
inc-log-kind = What it is about
inc-log-text = In words
inc-log-at = When; empty: now
inc-evidence = Evidence
inc-keep = Keep a file as evidence
inc-what = What it is
inc-export = Reports
inc-export-how = Two copies, facts only and internal, with letters and calendar:
inc-closing = Close
inc-closing-how = It closes with proof that the guard would stop the message now, or with a written reason.
inc-reason = Reason
inc-close = Close the incident
inc-reopen = Open it again
inc-language = Languages
inc-export-button = Download the reports
inc-changes = What would have caught { $id }
inc-changes-link = What would have caught it?
inc-changes-how = The smallest change first. Each was tried on the message itself, and its cost on mail of before.
inc-changes-none = No change of the guard was found that would have caught it.
inc-replay = Try it: would the guard stop it now?
inc-change-forget = Forget that mail ever went to { $address }
inc-change-ask = { $check } asks again
inc-change-quiet = { $check } asks again about { $address }
inc-change-on = Switch { $check } on, in the configuration
inc-change-with-insiders = A rule that asks when colleagues and this house are on one mail
inc-change-files = A rule that asks when a file goes to this house
inc-change-address = A rule that asks when this sender writes to this address
inc-change-does = The guard: { $before } before, { $after } with it.
inc-change-cost = It would ask { $asks } times more in 100 mails (counted on { $mails }).
inc-change-pack = The rule as a file
inc-change-make = Make this change
inc-no-copy = The message itself is not kept, so nothing can be tried on it. Open the incident with a copy from your Sent folder.
