# Pages: sign in.
sign-in-here = Ihre Adresse
sign-in-mail = Link zusenden
sign-in-asked = Wenn Sie sich hier anmelden dürfen, ist ein Link zu Ihnen unterwegs. Öffnen Sie ihn in diesem Browser; er gilt 15 Minuten.
sign-in-elsewhere = Oder öffnen Sie den Link, den `outguard open` auf dem Rechner zeigt, auf dem Outguard läuft.
link-over = Dieser Link wurde schon verwendet, ist zu alt oder wurde in einem anderen Browser verlangt. Holen Sie sich einen neuen.
onward = Weiter
title-settings = Einstellungen
settings-sessions = Wo Sie angemeldet sind
settings-since = Seit { $since }, höchstens bis { $until }
settings-this = dieser Browser
settings-end = Beenden
