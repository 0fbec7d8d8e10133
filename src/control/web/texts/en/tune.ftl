# Pages: tune.
title-tune = How often it asks
title-quiet = Do not ask again
month-of-one = { $count ->
        [one] Asked you once this month in { $mails } mails; you changed { $changed }.
       *[other] Asked you { $count } times this month in { $mails } mails; you changed { $changed }.
    }
month-of-all = { $count ->
        [one] Asked once this month in { $mails } mails; { $changed } changed.
       *[other] Asked { $count } times this month in { $mails } mails; { $changed } changed.
    }
month-why = Why these?
tune-budget = { $count ->
        [one] Because of past mail it asked once, { $share } in 100 mails; { $allowed } in 100 are allowed.
       *[other] Because of past mail it asked { $count } times, { $share } in 100 mails; { $allowed } in 100 are allowed.
    }
tune-nothing = Nothing has asked yet.
tune-caption = The last 50 decisions of each check, and this month
tune-check = Check
tune-asks = Asked
tune-changed = Changed
tune-quick = Under 2 s
tune-month = This month
tune-setting = Step
tune-proposed = Its asking changes nothing, or nobody reads it.
tune-only-note = Only take notes
tune-ask-again = Ask again
tune-eased = Only takes notes
tune-since = since { $date }, by { $by }
tune-people = People, this month
tune-person = Person
tune-mails = Mails
tune-thresholds = Thresholds
tune-thresholds-ask = Every mail has a score by the sender’s past mail. Above the threshold it asks.
tune-thresholds-note = Every mail has a score by the sender’s past mail. Above the threshold it only takes a note, because policy.asks_per_100 is 0.
tune-learnt = Mails learnt
tune-threshold = Threshold
tune-above = Above it, of the last 100
tune-quiet-for = { $count ->
        [one] none yet: 1 mail is missing
       *[other] none yet: { $count } mails are missing
    }
tune-not-yet = not worked out yet
tune-more = { $count ->
        [one] One more sender: outguard history list
       *[other] { $count } more senders: outguard history list
    }
quiet-list = Not asked again
quiet-none = Everything that is odd is asked about.
quiet-dates = { $owner }, since { $since }, until { $until }
quiet-offer = You have confirmed this twice without a change: { $title }.
quiet-button = Do not ask again about { $address } for half a year
quiet-not-offered = This goes on being asked: it was not confirmed twice, or it is another thing every time.
