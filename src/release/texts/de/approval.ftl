# Unsere eigenen Nachrichten: Freigabe durch Zweite.

request-subject = Bitte entscheiden: eine Nachricht von { $sender } ({ $id })
request = Eine Nachricht von { $sender } wartet auf Ihre Entscheidung. Niemand hat sie erhalten.
request-for = Sie werden für { $person } gefragt; dort ist gerade niemand da.
request-people = { $count ->
    [one] Sie ginge von { $sender } an 1 Person bei { $domains }. Warum sie wartet:
   *[other] Sie ginge von { $sender } an { $count } Personen bei { $domains }. Warum sie wartet:
}
request-until = Wenn Sie bis { $at } nicht entscheiden, wird auch jemand anders gefragt.
request-again-subject = Wartet noch auf Sie: eine Nachricht von { $sender } ({ $id })
request-again = Eine Nachricht von { $sender } wartet noch auf Ihre Entscheidung.
request-over-subject = Eine Entscheidung ist nicht mehr nötig ({ $id })
request-over = Über eine Nachricht von { $sender } hat niemand rechtzeitig entschieden; sie wurde als Entwurf zurückgegeben und nicht gesendet.
still-asked-subject = Noch hat niemand geantwortet ({ $id })
still-asked = Über Ihre Nachricht ist noch nicht entschieden; deshalb wurde noch jemand gefragt.
still-asked-people = Bisher gefragt: { $people }
nobody-to-ask-subject = Zurzeit kann niemand gefragt werden ({ $id })
nobody-to-ask = Ihre Nachricht braucht eine zweite Person, und alle, die entscheiden könnten, sind abwesend oder dürfen darüber nicht entscheiden. Sie wartet; sobald jemand zurück ist, wird gefragt.
may-send = Sie dürfen sie selbst senden, mit einer schriftlichen Begründung, die aufbewahrt und den anderen mitgeteilt wird:
    outguard release { $id } --reason "…"
glass-subject = Niemand hat geantwortet: Sie dürfen entscheiden ({ $id })
glass = Niemand hat über Ihre Nachricht entschieden.
unanswered-subject = Niemand hat geantwortet: eine Nachricht von { $sender } ({ $id })
unanswered = Niemand hat über eine Nachricht von { $sender } entschieden, obwohl gefragt und erinnert wurde.
sent-alone-subject = Ohne zweite Person gesendet: eine Nachricht von { $sender } ({ $id })
sent-alone = { $sender } hat eine Nachricht gesendet, ohne auf eine zweite Person zu warten, wie die Regel es erlaubt.
sent-alone-reason = Die angegebene Begründung: { $reason }
