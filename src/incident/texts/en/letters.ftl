# Letters after a mail slipped through. No word of what stood in it; the recipient is thanked and asked, never threatened.

# Words of all of them.
letter-hello = Hello,
letter-hello-name = Dear { $name },
letter-regards = Kind regards
letter-open = [please add: { $slot }]
letter-md-to = To: { $people }
letter-md-missing = To be added before it is sent: { $slots }
letter-message-id = Message-ID: { $id }
letter-its-subject = Subject: { $subject }
letter-digest = SHA-256 of the message: { $digest }
letter-none = nothing yet
letter-not-known = not known yet
letter-more = { $count ->
    [one] 1 more
   *[other] { $count } more
}
letter-at-least = at least { $people }
letter-change = What changes: { $change }
letter-slot = { $slot ->
    [sent] when it was sent
    [people] the people concerned
    [effect] what it means for the reader
    [repair] what was done to repair it
    [boss] the name of the boss
    [message-id] the Message-ID
    [id] the Message-ID
    [consequences] the likely consequences
    [advice] what people can do
    [data] the kinds of data
    [data-protection] the data protection officer and how to reach them
    [next] when you report again
    [account] who answers questions
    [organisation] the organisation
    [recipients] how many have it
    [categories] the kinds of people
    [change] what changes
   *[other] { $slot }
}
letter-kind = { $kind ->
    [contact] names and contact details
    [identity-number] identity numbers
    [behaviour] data about behaviour
    [money] financial data
    [health] health data
    [special] special categories of data
    [login] access data
    [employment] employment data
   *[other] { $kind }
}
letter-people-kind = { $kind ->
    [employees] employees
    [clients] clients
    [patients] patients
    [children] children
    [applicants] applicants
    [members] members
   *[other] others
}
letter-recipients = { $count ->
    [one] 1 recipient
   *[other] { $count } recipients
}
letter-recipients-unknown = a number of recipients we do not know yet
letter-asked = { $count ->
    [one] We have asked 1 recipient to delete it.
   *[other] We have asked { $count } recipients to delete it.
}
letter-confirmed = { $count ->
    [one] 1 recipient has told us that it is deleted.
   *[other] { $count } recipients have told us that it is deleted.
}
letter-spared = { $count ->
    [one] 1 delivery stopped before it left
   *[other] { $count } deliveries stopped before they left
}
letter-card-confirmed = { $count ->
    [one] 1 recipient says that it is deleted
   *[other] { $count } recipients say that it is deleted
}
letter-done = { $step ->
    [stop] stopped what could be stopped
    [links] closed shared links
    [purge] asked security to take it out of our own mailboxes
    [compliance] told compliance
    [counsel] told counsel
    [call] called data protection
    [principal] told the client we work for
    [contact] asked the recipients to delete it
    [freeze] kept the evidence
   *[other] { $step }
}
letter-cause = { $mechanism ->
    [autocomplete] I took a wrong address from those that came up while I typed, and did not read it again.
    [name-substitution] I typed the name of the person I was thinking of in place of the one I was writing to.
    [reply-all] I answered everybody in place of one.
    [cc-for-bcc] I put the addresses into Cc where they belonged in Bcc.
    [list-expansion] I wrote to a list without looking who is on it.
    [wrong-attachment] I attached another file than the one I had in mind.
    [hidden-content] I sent something on without looking at what it carries below or behind.
    [forward-chain] I forwarded a thread without reading what stands below.
    [lookalike-domain] I took an address that looks nearly like the right one.
    [old-address] I used an address that belongs to somebody else now.
    [wrong-sender-identity] I wrote from another mailbox than I had in mind.
    [shared-mailbox] I wrote to a mailbox that more people read than I had in mind.
    [mobile-tap] I tapped the wrong entry on my phone.
    [link-permission] I shared a link that more people can open than I had in mind.
   *[other] I addressed it wrongly and did not read the addresses again.
}
letter-cause-open = I addressed it wrongly and did not read the addresses again; how that came about I will look at later.

# The boss.
letter-meeting-subject = 15 minutes today?
letter-meeting-ask = I would like to speak with you today, in private, for 15 minutes.
letter-meeting-when = When does it suit you? I can come by or call.
letter-card-subject = Briefing card (for the talk, not for sending)
letter-card-what = What: an e-mail of mine of { $sent } went to { $people }; it was not meant for them.
letter-card-stopped = What: an e-mail of mine of { $sent } was on its way to { $people }; it was stopped before anybody had it.
letter-card-did = What I did: { $did }
letter-card-impact = Impact as known: { $impact }
letter-card-unknown = Unknown: { $unknown }
letter-card-done = Done so far: { $done }
letter-card-option = { $mark }) { $option ->
    [send-right] send it to the right person
    [guard] have the guard ask about this address from now on
    [counsel-first] counsel speaks with the recipient first
    [call-and-ask] I call the recipient, then ask in one short e-mail to delete it
    [mail-and-ask] I ask in one short e-mail to delete it
    [boss-calls] you call the recipient yourself
    [data-protection] data protection decides on notifications today
    [meet-client] we meet the client, with facts and dates
    [make-good] we propose something in return, once you and the insurer agree
    [four-eyes] a second person looks at my mail to outsiders for a while
    [step-back] I step back from the matter; not to be decided today
   *[other] { $option }
}
letter-card-recommend = I recommend { $mark } to begin with.
letter-impact-nobody = nobody who should not have it has it
letter-impact-have-it = { $count ->
    [one] 1 recipient who should not have it has it
   *[other] { $count } recipients who should not have it have it
}
letter-impact-list = nobody knows how many have it
letter-impact-kinds = data about people: { $kinds }
letter-impact-people = people concerned: { $people }
letter-impact-relation = { $relation ->
    [unrelated] it has nothing to do with the recipient
    [about-others] it is about others
    [about-their-project] it is about the recipient's project
   *[about-them] it is about the recipient
}
letter-unknown = { $question ->
    [read] whether it has been read
    [relation] what it has to do with the recipient
    [trust] how far the recipient can be trusted
    [data] which data about people are in it
    [identifiable] how easily people can be recognised by it
   *[other] { $question }
}
letter-spoken-subject = To be said to the boss
letter-spoken-did = On { $sent } I sent an e-mail to { $people }; it was not meant for them.
letter-spoken-stopped = On { $sent } I sent an e-mail to { $people }; it was not meant for them, and it was stopped before anybody had it.
letter-spoken-effect = What I know of the effect: { $impact }.
letter-spoken-mine = It is my mistake, and I am sorry.
letter-spoken-done = Done so far: { $done }.
letter-spoken-nothing-yet = nothing yet, I came to you first
letter-spoken-propose = { $option ->
    [send-right] I propose to send it to the right person now.
    [guard] I propose that the guard asks about this address from now on.
    [counsel-first] I propose that counsel speaks with the recipient first.
    [call-and-ask] I propose to call the recipient now, and to ask in one short e-mail to delete it.
    [mail-and-ask] I propose to ask in one short e-mail to delete it.
    [boss-calls] I propose that you call the recipient yourself.
    [data-protection] I propose that data protection decides on notifications today.
   *[other] I have brought ways to go on, and one that I recommend.
}
letter-spoken-ask = Do you agree, or would you do it otherwise? Who else should hear of it, and from whom?

# Those who have it.
letter-deletion-subject = An e-mail that was not meant for you
letter-deletion-did = On { $sent } I sent you an e-mail that was meant for somebody else. It is my mistake, and I am sorry.
letter-deletion-did-house = On { $sent } we sent you an e-mail that was meant for somebody else. It is our mistake, and we are sorry.
letter-deletion-ask = Please read no further, do not use it and do not pass it on. Please delete it wherever it lies: in the mailbox and its trash, on your devices, in downloads and prints. Where you have passed it on already, please tell me to whom.
letter-deletion-form = Please answer the short form that is attached by { $until }; a reply to this e-mail is enough.
letter-deletion-thanks = Thank you. I answer your questions myself, by reply or by telephone.
letter-form-name = confirmation.txt
letter-form =
    CONFIRMATION OF DELETION

    E-mail of { $sent }
    { $reference }

    Your name, organisation, function:
    Read: ( ) no  ( ) subject only  ( ) text  ( ) files
    Passed on, printed or saved: ( ) no  ( ) yes, to whom or where:
    Copies made by programs (archive, customer database, assistants, telephone, shared mailbox):
    Deleted on (date, time), including trash and devices:
    What cannot be deleted (backup, legal hold), and until when:
    ( ) I do not use it and do not disclose it.
    Bound to secrecy by (agreement, profession):
    Date, name:
letter-claw-back-did = On { $sent } we sent you the e-mail named below by our own mistake. It holds communication between lawyer and client; we do not waive legal professional privilege.
letter-claw-back-ask = Please stop reading, make no use of it, and return or destroy it with all copies and all notes made from it. Where it has been passed on already, please tell us to whom.

# Those it was meant for.
letter-correction-subject = Please do not answer my e-mail to all
letter-correction-also = My e-mail of { $sent } was meant for you; I sent it to somebody else besides, for whom it was not. That is my mistake.
letter-correction-instead = My e-mail of { $sent } was meant for you; I sent it to somebody else in your place. That is my mistake.
letter-correction-ask = Please do not answer it to all and do not forward it. I will come to you about the matter itself.

# A client or partner who received talk of the inside.
letter-apology-subject = My e-mail to you, and my apology
letter-apology-did = On { $sent } I sent you an e-mail of our own house that was meant for somebody else.
letter-apology-effect = { $count ->
    [one] As far as we know you are the only one who received it without being meant, and you had the trouble of it.
   *[other] As far as we know { $count } received it without being meant, and you had the trouble of it.
}
letter-apology-sorry = That is my mistake, and I am sorry.
letter-apology-thanks = Thank you for having dealt with it as I asked.
letter-apology-ask = I ask you not to use it, not to pass it on and to delete it, as in my request.
letter-apology-call = { $boss } would like to speak with you about it and will call whenever it suits you.
letter-postmaster-subject = A misdirected message in your system
letter-postmaster-did = On { $sent } I sent an e-mail to { $address } that was meant for somebody else. It is my mistake.
letter-postmaster-ask = May I ask you to keep this one message from being opened until the recipient has been spoken to? It is found by the line below. Whether you do so is for you to decide.

# The offices of the own house.
letter-note-subject = { $party ->
    [security] Please remove one message from our mailboxes ({ $id })
    [insurer] Report of circumstances ({ $id })
   *[other] A misdirected e-mail ({ $id })
}
letter-note-did = On { $sent } I sent an e-mail to recipients for whom it was not meant. I noticed on { $noticed }. What is known:
letter-note-query = In the search: Message-ID equal to { $id }. In the mailboxes of: { $people }
letter-note-ask = { $party ->
    [legal] Please tell me today who speaks with the recipient, and what I may say. The request to return it is drafted for you.
    [compliance] Please tell me today what is to be recorded, who is put on the insider list, and whether I may contact the recipient.
    [data-protection] Please decide today whom we notify, and write your decision into the record with its reason.
    [security] Please take the message out of these mailboxes, keep one copy as evidence under lock, and close links that were shared in it.
   *[insurer] Nobody has been offered or granted anything. Please tell us what you need from us, and before which step we should ask you.
}

# A colleague named in it: in person.
letter-named-subject = To be said in person, before they hear it elsewhere
letter-named-did = On { $sent } I sent an e-mail to the wrong recipient, and your name stood in it. I want you to hear it from me.
letter-named-sorry = It is my mistake, and I am sorry.
letter-named-ask = Ask me whatever you want to know; { $boss } is there for you as well.
letter-team-subject = How we address e-mail from now on
letter-team-did = On { $sent } I sent an e-mail to somebody for whom it was not meant; those concerned have heard of it from me.

# The sender's statement.
letter-ownership-subject = My statement
letter-ownership-advice = [Before you sign this: take advice of your own.]
letter-ownership-did = On { $sent } I sent an e-mail to { $people }. It was not meant for them.
letter-ownership-mine = I did this; nobody else did. I noticed on { $noticed }.
letter-ownership-do = I carry out what has been agreed, I report on it, and I answer every question about how it came about.

# Out of the house.
letter-house-sorry = This is our mistake, and we are sorry.
letter-concerned-subject = Information about your personal data
letter-concerned-did = On { $sent } we sent an e-mail to { $recipients } for whom it was not meant. This is a personal data breach, and we inform you about it.
letter-concerned-effect = It held these data about you: { $data }.
letter-concerned-consequences = Likely consequences:
letter-consequence = { $kind ->
    [contact] Somebody may write to you unasked, or in another's name.
    [identity-number] Somebody may act in your name.
    [behaviour] Somebody may learn of your habits.
    [money] Somebody may learn of your finances, or try to use account details.
    [health] Somebody may learn of your health.
    [special] Somebody may learn of what is most private.
    [login] Somebody may try to log in.
   *[employment] Somebody may learn of your terms of work.
}
letter-risk = { $kind ->
    [contact] unwanted messages, also in another's name
    [identity-number] acts in the name of the data subjects
    [behaviour] knowledge of habits
    [money] knowledge of finances, misuse of account details
    [health] knowledge of the state of health
    [special] knowledge of what is most private, discrimination
    [login] access to accounts
   *[employment] knowledge of terms of work
}
letter-concerned-advice = What you can do yourself:
letter-advice = { $kind ->
    [contact] Be wary of messages that refer to this one.
    [identity-number] Look out for contracts and bills you do not know.
    [behaviour] Tell us of any approach that seems odd to you.
    [money] Look through your statements of account, and report what you do not know to your bank.
    [health] Tell us of any approach that seems odd to you.
    [special] Tell us of any approach that seems odd to you.
    [login] Change the password now, wherever you use it.
   *[employment] Speak with us about what worries you.
}
letter-concerned-next = You hear from us again by { $next }, and sooner when we know more.
letter-concerned-contact = Our data protection officer answers your questions: { $data-protection }
letter-client-subject = Our e-mail to a third party
letter-client-did = On { $sent } we sent an e-mail to { $recipients } for whom it was not meant.
letter-client-effect = { $relation ->
    [about-them] It was about your house.
    [about-their-project] It was about your project.
   *[about-others] It was about matters you have entrusted to us.
}
letter-client-next = We report to you on: { $next }.
letter-client-contact = Your contact for all of this, by telephone too: { $account }
letter-brief-subject = Brief for the talk with the client
letter-brief-say =
    To be said, in this order:
    1. On our side an e-mail went to the wrong recipient. It is our mistake, and we are sorry.
    2. What has been done, with the figures below.
    3. What comes next, and when.
letter-brief-sent = Sent: { $value }
letter-brief-noticed = Noticed: { $value }
letter-brief-recipients = Should not have it and have it: { $value }
letter-brief-asked = Asked to delete it: { $value }
letter-brief-confirmed = Have confirmed: { $value }
letter-brief-next = Next report: { $value }
letter-brief-listen =
    To be asked, and listened to:
    - What worries you most about it?
    - What do you need from us now?
    - How do you want to be kept up to date?
letter-brief-not = Not to be said: what stood in it, guesses, whose fault it was, promises that have not been agreed.
letter-authority-subject = Notification of a personal data breach to the supervisory authority
letter-authority-phases = First notification; further information follows in phases (Art. 33(4) GDPR). Outguard has prepared these fields; this is not legal advice.
letter-authority-controller = Controller: { $organisation }
    Data protection officer, contact: { $data-protection }
letter-authority-nature = Nature of the breach: misdirected e-mail, unauthorised disclosure. On { $sent } one of our people sent it to { $recipients } for whom it was not meant.
letter-authority-aware = Become aware: { $aware }
letter-authority-people = Data subjects concerned: { $people } ({ $categories })
letter-authority-data = Categories of data: { $data }
letter-authority-consequences = Likely consequences:
letter-authority-measures = Measures taken or proposed:
letter-authority-delay = Reasons for the delay (only when more than 72 hours have passed):
letter-authority-later = Follows in phases, not known yet: { $unknown }
letter-controller-subject = Notification of a personal data breach to you as controller
letter-controller-did = As your processor we notify you without undue delay (Art. 33(2) GDPR): on { $sent } one of our people sent an e-mail to { $recipients } for whom it was not meant.
