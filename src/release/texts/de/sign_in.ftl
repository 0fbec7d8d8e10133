# Our own mails: the link that signs in.
sign-in-subject = Ihr Link zu Outguard
sign-in-open = Öffnen Sie diesen Link in dem Browser, in dem Sie ihn verlangt haben, und drücken Sie dort den Knopf. Er gilt 15 Minuten und einmal:
sign-in-not-you = Haben Sie ihn nicht verlangt, tun Sie nichts: Ohne Ihren Browser kann ihn niemand verwenden, und nach 15 Minuten ist er abgelaufen.
