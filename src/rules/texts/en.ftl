# Why a mail is held, in English. The value is the headline: the fact, at most 14 words. `.detail` is the comparison and the
# consequence. A name comes before a category, numbers take the place of adjectives.

# Words and lists within the sentences.
quote = “{ $text }”
list-two = { $first } and { $last }
list-more = { $first } and { $count } more
file-within = { $file } in { $outer }
outside-people = { $count ->
        [one] 1 outside person
       *[other] { $count } outside people
    }
an-attachment = An attachment
a-file = a file without a name
zone-subject = the subject
zone-own-text = your text
zone-quoted = the quoted text
zone-attachment-name = a file name
zone-attachment-text = an attachment
zone-hidden = text that does not show
zone-metadata = what a file says about itself
topic-staff = staff
topic-money = money
topic-clients = clients
topic-health = health
topic-access-and-security = access and security
topic-buying-and-selling-companies = buying and selling companies
topic-legal-matters = legal matters
alike-same = the same name at another address
alike-swapped = the same names in another order
alike-one-letter = the names differ by one letter
alike-two-letters = the names differ by two letters
alike-initial = the same surname and initial
differs-looks = “{ $word }” looks like “{ $known }”
differs-script = letters of another script; the real name is { $domain }
differs-one-letter = one letter differs
differs-two-letters = two letters differ
differs-ending = “.{ $word }” in place of “.{ $known }”
differs-added = “{ $word }” is added to the name
feature-hidden-sheet = a hidden sheet
feature-hidden-slide = a hidden slide
feature-tracked-changes = tracked changes
feature-hidden-text = hidden text
feature-hidden-rows = hidden rows
feature-hidden-columns = hidden columns
feature-comments = comments
feature-notes = speaker's notes
feature-hidden-names = hidden names

# Replies in the SMTP session.
reply-held = Held for you to check ({ $id }): { $headline }. Not sent yet; do not send it again.
reply-delayed = Leaves in { $seconds } s ({ $id }); outguard cancel { $id } stops it
reply-refused = Refused: { $headline }. Nothing was sent.
evidence-quieted = You asked on { $date } not to be asked again.
evidence-eased = This check only takes notes here: asking has changed nothing.

# Rules of packs without a headline of their own.
rule = “{ $word }” goes to { $recipient }
    .detail = It stands in { $where }, and { $recipient } will read it.

# Recipients.
blocked-party = { $name } gets no mail from here
    .detail = { $party } is blocked. Take the address out and send again.
blocked-address = { $name } gets no mail from here
    .detail = The address is blocked. Take it out and send again.
name-twin = { $name } is not { $twin }
    .detail = { $sent ->
        [unknown] Nobody knows whether you ever wrote to this address
        [0] You never wrote to this address
        [one] You wrote to this address once
       *[other] You wrote to this address { $sent } times
    }{ $twinsent ->
        [0] ; { $address } works with you
        [one] , but once to { $address }
       *[other] , but { $twinsent } times to { $address }
    }; { $alike }. { $both ->
        [yes] Both get this mail.
       *[no] This mail goes to the one outside.
    }
name-borrowed = { $recipient } is not { $twin }
    .detail = You know this address as { $known } and wrote there { $sent } times; the name beside it is that of { $address }, who works with you. { $both ->
        [yes] Both get this mail.
       *[no] This mail goes to the one outside.
    }
lookalike-domain = { $domain } is not { $known }
    .detail = { $sent ->
        [0] You never wrote to this address
        [one] You wrote to this address once
       *[other] You wrote to this address { $sent } times
    }; { $how ->
        [typo] one or two letters differ from the known domain
        [homoglyph] its letters only look like those of the known domain
        [tld] the known domain has another ending
       *[affix] something is added to the known domain
    }. Whoever owns it gets this mail.
unlikely-recipient = { $name } is an unusual recipient of this mail
    .detail = Judging by your own past mail, { $against }. { $meant ->
        [none] Look twice: whoever gets it has it.
       *[other] Did you mean { $meant }? { $because }.
    }
against-all = several small things together speak against it
against-never-written = you have never written to this address
against-never-written-here = neither you nor anybody else here has written to this address
against-new-domain = you have never written to anybody at { $domain }
against-last-written = you wrote to this address { $count ->
        [one] once
       *[other] { $count } times
    }, last on { $date }
against-never-with = you have never written there together with { $people }
against-usually-instead = such mail usually goes to { $address } ({ $count ->
        [one] one mail
       *[other] { $count } mails
    } since { $date })
against-known-alike = you know { $address } ({ $count ->
        [one] one mail
       *[other] { $count } mails
    } since { $date })
against-not-in-thread = the others have taken part in this thread, this one has not
against-not-of-subject = the others have had mail of this subject, this one has not
against-not-in-quote = the quoted mail names the others, not this one
against-mistyped-of = the address looks like { $address } mistyped
against-mistyped-domain = the domain looks like { $domain } mistyped
against-other-than-named = the address is spelt otherwise than the name { $name }
against-other-than-written = the mail itself has it with another letter
against-no-such-domain = no domain ends as { $domain } does
against-other-words = the words of this mail are not those of your mail there
against-greets-another = somebody else is greeted
against-greets-known = the one greeted is { $address }
against-file-elsewhere = { $file } went to { $parties } before and never there
against-quote-elsewhere = what is quoted went to { $parties } before and never there
against-hour = you hardly ever write at { $time }
against-haste = it follows another mail within { $seconds } seconds
against-only-outsider = it is the only one outside
against-taken-before = it was taken by mistake { $count ->
        [one] once
       *[other] { $count } times
    } before
against-bounced = mail there came back on { $date }
against-left = they wrote on { $date } that they have left
against-left-for = they wrote on { $date } that they are at { $address } now
because-greeted = The text greets this person
because-quoted = The quoted mail names this person
because-thread = This person took part in the thread
because-subject = This person has had mail of this subject
because-together = This person usually gets mail together with the others
because-words = Mail with such words usually goes there
because-often = You write there often
because-spelling = The addresses differ by a slip of the fingers
outsider-among-insiders = { $outsiders ->
        [1] { $name } is the only outsider on this mail
       *[other] { $name } is one of { $outsiders } outsiders on this mail
    }
    .detail = { $others ->
        [1] The other recipient works with you
       *[other] The other { $others } recipients work with you
    }, and you write about { $topics } ({ $words }). { $name } would read it.
party-term = “{ $term }” goes to { $name }
    .detail = It stands in { $where }, and only { $party } and insiders may read it; this recipient does not belong to them.
party-term-other = “{ $term }” goes to { $name }
    .detail = It stands in { $where }, and only { $party } and insiders may read it; this recipient belongs to { $own }.
two-clients-visible = { $count ->
        [2] { $parties } will see each other
       *[other] { $count } clients will see each other
    }
    .detail = { $parties } are different clients. What is meant for one is read by all of them.
two-clients-hidden = { $count ->
        [2] { $parties } get the same mail
       *[other] { $count } clients get the same mail
    }
    .detail = { $parties } are different clients. What is meant for one is read by all of them.
many-visible = { $count ->
        [one] 1 outside person will see the others' addresses
       *[other] { $count } outside people will see each other's addresses
    }
    .detail = { $domains ->
        [0] They stand in To and Cc.
        [1] They stand in To and Cc.
       *[other] They are of { $domains } domains.
    } As hidden copies (Bcc) each sees only himself.
freemail-carries = { $carried } goes to a private address: { $address }
    .detail = { $sent ->
        [0] You never wrote there
        [one] You wrote there once
       *[other] You wrote there { $sent } times
    }. It is a mailbox at a free provider; nobody here can get back what lies there.
freemail = This goes to a private address: { $address }
    .detail = { $sent ->
        [0] You never wrote there
        [one] You wrote there once
       *[other] You wrote there { $sent } times
    }. It is a mailbox at a free provider; nobody here can get back what lies there.
greeting-mismatch = You greet { $greeted }, but no { $greeted } gets this mail
    .detail = It goes to { $recipients }. The text or the address is meant for somebody else.
greeting-mismatch-meant = You greet { $greeted }, but no { $greeted } gets this mail
    .detail = It goes to { $recipients }. Did you mean { $meant } in place of { $name }? The text or the address is meant for somebody else.
gone-left = { $name } has left
    .detail = They wrote so on { $date }{ $meant ->
        [none] ; whoever reads that mailbox now gets this mail.
       *[other] , and gave { $meant } in its place.
    }
gone-bounced = Mail to { $name } comes back
    .detail = The last one did so on { $date }. Look whether the address is still in use.
gone-announced = { $name } is a new address that an automatic reply gave
    .detail = On { $date } somebody wrote as { $address } that they have left, and to write here instead. It is another organisation: ask them another way before you send what is not for everybody.
hidden-copy = Hidden copy to { $name }
    .detail = The other recipients do not see this one, until this one answers them all.
unaddressed = { $count ->
        [1] { $address } stands in To or Cc and gets nothing
       *[other] { $count } people in To and Cc get nothing
    }
    .detail = The recipients will believe that { $count ->
        [1] this address
       *[other] these addresses
    } got the mail too.
reply-elsewhere = Answers will go outside, to { $address }
    .detail = Everybody who gets this mail works with you; whoever answers writes to { $address }.
history-unavailable = Nobody could look up whom you usually write to
    .detail = So it was not checked whether these recipients are the usual ones. Look at them yourself.

# A correction while an incident is open.
correction-quote = { $name } would read again what slipped through
    .detail = { $had ->
        [yes] This mail quotes the one of { $incident }, which should not have gone there
       *[no] This mail quotes the one of { $incident }, and this recipient was not meant to have it
    }. Write a new message without it.
correction-file = { $name } would get a file that slipped through
    .detail = { $had ->
        [yes] { $file } is a file of { $incident }, which should not have gone there
       *[no] { $file } is a file of { $incident }, and this recipient was not meant to have it
    }. Write a new message without it.
correction-thread = This carries the thread or subject of what slipped through ({ $incident })
    .detail = Its subject and what it answers go along and are shown beside it. Write a new message with a subject of its own.
correction-list = { $count ->
        [one] The same list would get mail together again
       *[other] { $count } people who should not have it would see each other again
    }
    .detail = They stand in To or Cc, as they did in { $incident }. Write to each of them alone.
correction-words = Your text says again { $words }
    .detail = It is part of what slipped through in { $incident }. Name the mail by its date and time, not by what it said.

# The message.
attachment-missing = You mention an attachment; there is none
    .detail = You write “{ $promise }”. The recipients will ask for it, or wait.
quoted-discussion = { $name } gets a quoted discussion between { $people }
    .detail = { $name } took no part in it, and you { $sent ->
        [0] never wrote there
        [one] wrote there once
       *[other] wrote there { $sent } times
    }. It stands below your text and is read along with it.
hidden-text = This mail holds { $count } characters that do not show
    .detail = Nobody sees them on opening it; whoever marks the text or opens the source reads them.
hidden-text-words = Text that does not show says { $words }
    .detail = Nobody sees it on opening the mail; whoever marks the text or opens the source reads it.
alternatives-differ = This mail says two different things
    .detail = Its plain and its formatted text differ. The recipient's program decides which one is read.
labelled = This mail is labelled “{ $label }” and goes outside
    .detail = The label says that it stays inside; { $recipient } would read it.
labelled-file = { $file } is labelled “{ $label }” and goes outside
    .detail = The label in the file says that it stays inside; { $recipient } would read it.
unreadable-address = An address can be read two ways
    .detail = What was checked may not be what the recipients will see.
unreadable-header = The message's headers can be read two ways
    .detail = What was checked may not be what the recipients will see.
unreadable-limit = A part of this message was too large to check
    .detail = What was checked may not be what the recipients will see.
unreadable-part = A part of this message can be read two ways
    .detail = What was checked may not be what the recipients will see.
unreadable-opaque = { $count ->
        [one] 1 part could not be looked into
       *[other] { $count } parts could not be looked into
    }
    .detail = So nobody here knows what leaves in this mail.

# Files.
unreadable-file = { $why ->
        [damaged] { $file } is damaged and could not be read
        [limit] { $file } is too large to be looked through
        [two-ways] { $file } can be read two ways
       *[reader] { $file } could not be read
    }
    .detail = So nobody here knows what leaves in this file. Open it and look before you send.
unreadable-format = { $count ->
        [1] { $file } could not be looked into
       *[other] { $count } files could not be looked into, { $file } among them
    }
    .detail = Nobody here reads this format, so nobody knows what leaves in it.
hidden-in-file = { $file } has { $things }
    .detail = It does not show at first; { $recipient } finds it with two clicks.
hidden-in-file-words = What { $file } hides says { $words }
    .detail = It has { $things }. It does not show at first; { $recipient } finds it with two clicks.
foreign-file = { $file } comes from { $party } and goes to others
    .detail = The file names { $party } as where it comes from; { $recipient } does not belong to them.
seen-elsewhere-file = { $file } went to { $party } before
    .detail = Judging by your own past mail, { $parties } had it from you; nobody on the side of { $name } did.
seen-elsewhere-quote = What is quoted went to { $party } before
    .detail = Judging by your own past mail, { $parties } had it from you; nobody on the side of { $name } did.
program-file = { $file } is a program
    .detail = Whoever opens it runs it. Most mail servers refuse such files.
macro-file = { $file } has macros
    .detail = Whoever opens it is asked to run a program. Many recipients cannot open such files.
name-differs = { $file } is not what its name says
    .detail = Its content is of another type than its name. It may be the wrong file.
name-twice = { $file } is also called { $other }
    .detail = Programs will show one name or the other. It may be the wrong file.
locked-file = { $file } is locked and could not be looked into
    .detail = So nobody here knows what leaves in it. Send the password another way.
locked-file-topic = { $file } is locked, and this mail says { $words }
    .detail = Nobody here could look into it; only you know whether it is meant for { $recipient }.

# What conditions of packs state.
people = { $count ->
        [one] 1 person
       *[other] { $count } people
    }
place-sender = the sender
place-recipients = the recipients
place-time = the time
place-date = the date
place-size = the size
place-header = the header
place-attachments = the attachments
day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday
feature-macros = macros
feature-external-links = links to other files
feature-embedded-files = embedded files
feature-name-differs = another type than its name says
feature-contradictory = contents that read two ways
said-words = “{ $word }” stands in { $where }
said-from = { $word } sends it
said-to = it goes to { $word }, of { $among }
said-to-only = it goes only to { $word }, of { $among }
said-parties = { $parties } are different parties
said-mixture = people of { $parties } get it together
said-label = it is labelled “{ $word }”
said-hours = it was sent at { $word }
said-days = it was sent on a { $word }
said-size = it has { $word }
said-type = “{ $word }” is of the type { $type }
said-feature = “{ $word }” has { $feature }
said-attachments = { $count ->
        [one] it has 1 file attached
       *[other] it has { $count } files attached
    }
said-first-contact = no mail is known to have gone to { $word } before
said-first-contact-here = nobody here has written to { $word } before
said-unusual-hour = this sender hardly ever writes at { $word }
said-haste = it follows another mail within { $seconds } seconds
said-elsewhere = others outside have had it before, { $word } has not
rule-stated = { $title }
    .detail = It was noticed because { $why }.
client-wall = { $parties } must never share a message
    .detail = A wall stands between them. Hiding one from the other does not help: write two messages.
client-wall-because = { $parties } must never share a message
    .detail = A wall stands between them ({ $because }). Hiding one from the other does not help: write two messages.

# What each check looks for.
title-blocked-party = Mail to a party that gets none
title-correction = A correction that repeats what slipped through
title-name-twin = The wrong one of two people with nearly the same name
title-lookalike-domain = A domain that looks like a known one
title-unlikely-recipient = Somebody this sender's past mail speaks against
title-outsider-among-insiders = A lone outsider on a mail meant for insiders
title-party-term = A client's code name to somebody else
title-client-wall = Two parties that must never share a message
title-two-clients = People of two clients on one mail
title-many-visible = Many outsiders see each other's addresses
title-freemail = Work sent to a private mailbox
title-greeting-mismatch = The person greeted does not get the mail
title-quoted-discussion = A quoted discussion among insiders goes outside
title-labelled = Mail or files labelled for the inside
title-foreign-file = A file of one client to another
title-seen-elsewhere = A file or a quote that another party had
title-hidden-in-file = Something in a file that does not show at first
title-hidden-text = Text in the mail that does not show
title-alternatives-differ = Two versions of the text that say different things
title-name-differs = A file that is not what its name says
title-program-file = A program or a file with macros
title-locked-file = A file that nobody can look into
title-attachment-missing = An attachment is promised and missing
title-unreadable = Something that could not be read, or reads two ways
title-history-unavailable = Past mail could not be looked up
title-gone-address = An address that was left, or that mail comes back from
title-hidden-copy = A hidden copy
title-reply-elsewhere = Answers go outside though all recipients are inside
title-unaddressed = Somebody in To or Cc does not get the mail
