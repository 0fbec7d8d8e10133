# Pages: list.
title-leaving = Leaving soon
title-others = Waiting for others
title-done = Done
title-assigned = Waiting for my approval
list-lists = Lists
list-waiting-said = { $count ->
        [one] 1 mail needs your decision. Nothing here is sent unless you say so.
       *[other] { $count } mails need your decision. Nothing here is sent unless you say so.
    }
list-leaving-said = { $count ->
        [one] 1 mail leaves by itself. Until then you can stop it.
       *[other] { $count } mails leave by themselves. Until then you can stop them.
    }
list-others-said = { $count ->
        [one] 1 mail waits for a second person. It is not sent unless they say so.
       *[other] { $count } mails wait for a second person. None is sent unless they say so.
    }
list-done-said = { $count ->
        [one] 1 mail is done.
       *[other] { $count } mails are done.
    }
list-waiting-none = Nothing waits for you.
list-leaving-none = Nothing is about to leave.
list-others-none = Nothing waits for others.
list-done-none = Nothing is done yet.
list-found = { $count ->
        [one] 1 mail found.
       *[other] { $count } mails found.
    }
list-found-more = More than { $count } mails found. Add a word to see fewer.
list-found-none = Nothing found.
list-today-passed = { $count ->
        [one] 1 mail passed today without a question.
       *[other] { $count } mails passed today without a question.
    }
list-today-sent = { $count ->
        [one] 1 mail was sent today after a look.
       *[other] { $count } mails were sent today after a look.
    }
list-today-stopped = { $count ->
        [one] 1 mail was stopped today.
       *[other] { $count } mails were stopped today.
    }
list-words = Words, person or id
list-reason = Reason
list-any-reason = all
list-whose = Whose
list-mine = mine
list-everyones = everyone’s
list-sender = Sender
list-sort = Sort
list-sort-oldest = oldest first
list-sort-newest = newest first
list-sort-ending = what ends first
list-apply = Search
list-clear = Show all
list-from = from
list-to = to
list-and-more = { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
list-subject = “{ $subject }”
list-held-for = held { $age }
list-goes-back = goes back to you { $when }
list-leaves = leaves { $when }
list-state-held = waits
list-state-delayed = leaves soon
list-state-queued = on its way
list-state-unsure = may have been sent
list-state-sent = sent
list-state-failed = could not be delivered
list-state-cancelled = not sent, withdrawn
list-state-rejected = not sent, rejected
list-state-returned = not sent, given back
list-state-damaged = damaged, never sent
list-select = Select { $id }
list-with-selected = With the selected:
list-one-by-one = Sending is done one by one.
list-keep = Keep a day longer
list-kept = { $count ->
        [0] Nothing is kept longer.
        [one] 1 mail is kept a day longer.
       *[other] { $count } mails are kept a day longer.
    }
list-withdrawn = { $count ->
        [0] Nothing was withdrawn.
        [one] 1 mail is not sent.
       *[other] { $count } mails are not sent.
    }
list-not-withdrawn = { $count ->
        [one] 1 was left as it is:
       *[other] { $count } were left as they are:
    }
list-next = Next page
list-first = First page
list-live = Keep this list up to date
list-news = { $count ->
        [0] Nothing waits for you now.
        [one] 1 mail needs your decision now.
       *[other] { $count } mails need your decision now.
    }
list-age-now = less than a minute
list-age-minutes = { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
list-age-hours = { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
list-age-days = { $count ->
        [one] 1 day
       *[other] { $count } days
    }
list-today = today { $time }
list-tomorrow = tomorrow { $time }
list-on = { $day }, { $time }
list-day = { $weekday } { $day } { $month }
list-weekday-1 = Mon
list-weekday-2 = Tue
list-weekday-3 = Wed
list-weekday-4 = Thu
list-weekday-5 = Fri
list-weekday-6 = Sat
list-weekday-7 = Sun
list-month-1 = January
list-month-2 = February
list-month-3 = March
list-month-4 = April
list-month-5 = May
list-month-6 = June
list-month-7 = July
list-month-8 = August
list-month-9 = September
list-month-10 = October
list-month-11 = November
list-month-12 = December
