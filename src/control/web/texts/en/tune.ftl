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
quiet-list = Not asked again
quiet-none = Everything that is odd is asked about.
quiet-dates = { $owner }, since { $since }, until { $until }
quiet-offer = You have confirmed this twice without a change: { $title }.
quiet-button = Do not ask again about { $address } for half a year
quiet-not-offered = This goes on being asked: it was not confirmed twice, or it is another thing every time.
