# What every report says around its contents.

reference = Reference
made = Made
classification = Classification
page = Page { $number } of { $all }

check-open = open
check-done = done
check-skipped = skipped
check-overdue = overdue

callout-notice = Note
callout-warning = Attention
callout-overdue = Overdue

due = Due: { $at }
due-unknown = It is not known when this is due
clock-running = running
clock-soon = due soon
clock-overdue = overdue
clock-met = met
clock-unknown = not known

chart-numbers = The numbers
