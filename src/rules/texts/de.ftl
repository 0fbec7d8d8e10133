# Warum eine Mail angehalten wird, auf Deutsch. Der Wert ist die Überschrift: die Tatsache, höchstens 14 Wörter. `.detail` ist
# der Vergleich und die Folge. Namen stehen vor Gattungen, Zahlen an der Stelle von Eigenschaftswörtern.

# Wörter und Aufzählungen in den Sätzen.
quote = „{ $text }“
list-two = { $first } und { $last }
list-more = { $first } und { $count } weitere
file-within = { $file } in { $outer }
outside-people = { $count ->
        [one] 1 Person von außerhalb
       *[other] { $count } Personen von außerhalb
    }
an-attachment = Ein Anhang
a-file = eine Datei ohne Namen
zone-subject = im Betreff
zone-own-text = in Ihrem Text
zone-quoted = im zitierten Text
zone-attachment-name = in einem Dateinamen
zone-attachment-text = in einem Anhang
zone-hidden = in verborgenem Text
zone-metadata = in den Eigenschaften einer Datei
topic-staff = Personal
topic-money = Geld
topic-clients = Kunden
topic-health = Gesundheit
topic-access-and-security = Zugänge und Sicherheit
topic-buying-and-selling-companies = Kauf und Verkauf von Firmen
topic-legal-matters = Rechtsfragen
alike-same = derselbe Name bei einer anderen Adresse
alike-swapped = dieselben Namen in anderer Reihenfolge
alike-one-letter = die Namen unterscheidet ein Buchstabe
alike-two-letters = die Namen unterscheiden zwei Buchstaben
alike-initial = derselbe Nachname und Anfangsbuchstabe
differs-looks = „{ $word }“ sieht aus wie „{ $known }“
differs-script = Buchstaben einer anderen Schrift; in Wahrheit heißt sie { $domain }
differs-one-letter = ein Buchstabe ist anders
differs-two-letters = zwei Buchstaben sind anders
differs-ending = „.{ $word }“ statt „.{ $known }“
differs-added = „{ $word }“ steht zusätzlich im Namen
feature-hidden-sheet = ein verborgenes Blatt
feature-hidden-slide = eine verborgene Folie
feature-tracked-changes = nachverfolgte Änderungen
feature-hidden-text = verborgenen Text
feature-hidden-rows = verborgene Zeilen
feature-hidden-columns = verborgene Spalten
feature-comments = Kommentare
feature-notes = Vortragsnotizen
feature-hidden-names = verborgene Namen

# Antworten in der SMTP-Sitzung.
reply-held = Wartet auf Ihre Entscheidung ({ $id }): { $headline }. Noch nicht gesendet; bitte nicht noch einmal senden.
reply-delayed = Geht in { $seconds } s hinaus ({ $id }); outguard cancel { $id } stoppt es
reply-refused = Abgelehnt: { $headline }. Nichts wurde gesendet.
evidence-quieted = Sie wollten seit dem { $date } nicht mehr gefragt werden.
evidence-eased = Diese Prüfung macht hier nur Notizen: Nachfragen hat nichts geändert.

# Regeln aus Regelpaketen ohne eigene Überschrift.
rule = „{ $word }“ geht an { $recipient }
    .detail = Es steht { $where }, und { $recipient } wird es lesen.

# Empfänger.
blocked-party = { $name } bekommt von hier keine Mail
    .detail = { $party } ist gesperrt. Nehmen Sie die Adresse heraus und senden Sie noch einmal.
blocked-address = { $name } bekommt von hier keine Mail
    .detail = Die Adresse ist gesperrt. Nehmen Sie sie heraus und senden Sie noch einmal.
name-twin = { $name } ist nicht { $twin }
    .detail = { $sent ->
        [unknown] Niemand weiß, ob Sie dieser Adresse je geschrieben haben
        [0] Dieser Adresse haben Sie nie geschrieben
        [one] Dieser Adresse haben Sie einmal geschrieben
       *[other] Dieser Adresse haben Sie { $sent } Mal geschrieben
    }{ $twinsent ->
        [0] ; { $address } arbeitet bei Ihnen
        [one] , { $address } aber einmal
       *[other] , { $address } aber { $twinsent } Mal
    }; { $alike }. { $both ->
        [yes] Beide bekommen diese Mail.
       *[no] Diese Mail geht an die Adresse außerhalb.
    }
name-borrowed = { $recipient } ist nicht { $twin }
    .detail = Sie kennen diese Adresse als { $known } und haben ihr { $sent } Mal geschrieben; der Name daneben gehört zu { $address } bei Ihnen im Haus. { $both ->
        [yes] Beide bekommen diese Mail.
       *[no] Diese Mail geht an die Adresse außerhalb.
    }
lookalike-domain = { $domain } ist nicht { $known }
    .detail = { $sent ->
        [0] Dieser Adresse haben Sie nie geschrieben
        [one] Dieser Adresse haben Sie einmal geschrieben
       *[other] Dieser Adresse haben Sie { $sent } Mal geschrieben
    }; { $how ->
        [typo] von der bekannten Domain unterscheiden sie ein oder zwei Buchstaben
        [homoglyph] ihre Buchstaben sehen denen der bekannten Domain nur ähnlich
        [tld] die bekannte Domain endet anders
       *[affix] der bekannten Domain ist etwas hinzugefügt
    }. Wem sie gehört, der bekommt diese Mail.
unlikely-recipient = { $name } ist ein ungewöhnlicher Empfänger dieser Mail
    .detail = Nach Ihrer eigenen früheren Mail gilt: { $against }. { $meant ->
        [none] Sehen Sie zweimal hin: Was angekommen ist, ist angekommen.
       *[other] Meinten Sie { $meant }? { $because }.
    }
against-all = mehrere Kleinigkeiten zusammen sprechen dagegen
against-never-written = Sie haben dieser Adresse nie geschrieben
against-never-written-here = weder Sie noch sonst jemand hier hat dieser Adresse je geschrieben
against-new-domain = Sie haben niemandem bei { $domain } je geschrieben
against-last-written = Sie haben dieser Adresse { $count ->
        [one] einmal
       *[other] { $count } Mal
    } geschrieben, zuletzt am { $date }
against-never-with = Sie haben dorthin nie zusammen mit { $people } geschrieben
against-usually-instead = solche Mail geht sonst an { $address } ({ $count ->
        [one] eine Mail
       *[other] { $count } Mails
    } seit dem { $date })
against-known-alike = Sie kennen { $address } ({ $count ->
        [one] eine Mail
       *[other] { $count } Mails
    } seit dem { $date })
against-not-in-thread = die anderen waren an diesem Gespräch beteiligt, diese Adresse nicht
against-not-of-subject = die anderen hatten schon Mail mit diesem Betreff, diese Adresse nicht
against-not-in-quote = die zitierte Mail nennt die anderen, diese Adresse nicht
against-mistyped-of = die Adresse sieht aus wie { $address } mit einem Tippfehler
against-mistyped-domain = die Domain sieht aus wie { $domain } mit einem Tippfehler
against-other-than-named = die Adresse ist anders geschrieben als der Name { $name }
against-other-than-written = die Mail selbst schreibt es mit einem anderen Buchstaben
against-no-such-domain = keine Domain endet wie { $domain }
against-other-words = die Wörter dieser Mail sind nicht die Ihrer Mails dorthin
against-greets-another = begrüßt wird jemand anderes
against-greets-known = begrüßt wird { $address }
against-file-elsewhere = { $file } ging bisher an { $parties } und nie dorthin
against-quote-elsewhere = das Zitierte ging bisher an { $parties } und nie dorthin
against-hour = um { $time } schreiben Sie kaum je
against-haste = sie folgt innerhalb von { $seconds } Sekunden auf eine andere Mail
against-only-outsider = nur diese Adresse ist außerhalb
against-taken-before = diese Adresse wurde schon { $count ->
        [one] einmal
       *[other] { $count } Mal
    } irrtümlich genommen
against-bounced = Mail dorthin kam am { $date } zurück
against-left = von dort kam am { $date } die Nachricht, die Person sei nicht mehr da
against-left-for = von dort kam am { $date } die neue Adresse { $address }
because-greeted = Der Text begrüßt diese Person
because-quoted = Die zitierte Mail nennt diese Person
because-thread = Diese Person war an dem Gespräch beteiligt
because-subject = Diese Person hatte schon Mail mit diesem Betreff
because-together = Diese Person bekommt sonst Mail zusammen mit den anderen
because-words = Mail mit solchen Wörtern geht sonst dorthin
because-often = Dorthin schreiben Sie oft
because-spelling = Die Adressen unterscheidet ein Vertipper
outsider-among-insiders = { $outsiders ->
        [1] { $name } liest mit, als einzige Person von außerhalb
       *[other] { $name } ist eine von { $outsiders } Personen von außerhalb
    }
    .detail = { $others ->
        [1] Der andere Empfänger arbeitet bei Ihnen
       *[other] Die anderen { $others } Empfänger arbeiten bei Ihnen
    }, und Sie schreiben über { $topics } ({ $words }). { $name } würde es lesen.
party-term = „{ $term }“ geht an { $name }
    .detail = Es steht { $where }; nur { $party } und Ihr Haus dürfen es lesen. Dieser Empfänger gehört nicht dazu.
party-term-other = „{ $term }“ geht an { $name }
    .detail = Es steht { $where }; nur { $party } und Ihr Haus dürfen es lesen. Dieser Empfänger gehört zu { $own }.
two-clients-visible = { $count ->
        [2] { $parties } sehen einander
       *[other] { $count } Kunden sehen einander
    }
    .detail = { $parties } sind verschiedene Kunden. Was für einen bestimmt ist, lesen alle.
two-clients-hidden = { $count ->
        [2] { $parties } bekommen dieselbe Mail
       *[other] { $count } Kunden bekommen dieselbe Mail
    }
    .detail = { $parties } sind verschiedene Kunden. Was für einen bestimmt ist, lesen alle.
many-visible = { $count ->
        [one] 1 Person von außerhalb sieht die Adressen der anderen
       *[other] { $count } Personen von außerhalb sehen die Adressen der anderen
    }
    .detail = { $domains ->
        [0] Sie stehen in An und Cc.
        [1] Sie stehen in An und Cc.
       *[other] Sie gehören zu { $domains } Domains.
    } Als Blindkopie (Bcc) sieht jeder nur sich selbst.
freemail-carries = { $carried } geht an eine private Adresse: { $address }
    .detail = { $sent ->
        [0] Dorthin haben Sie nie geschrieben
        [one] Dorthin haben Sie einmal geschrieben
       *[other] Dorthin haben Sie { $sent } Mal geschrieben
    }. Es ist ein Postfach bei einem kostenlosen Anbieter; was dort liegt, holt niemand zurück.
freemail = Dies geht an eine private Adresse: { $address }
    .detail = { $sent ->
        [0] Dorthin haben Sie nie geschrieben
        [one] Dorthin haben Sie einmal geschrieben
       *[other] Dorthin haben Sie { $sent } Mal geschrieben
    }. Es ist ein Postfach bei einem kostenlosen Anbieter; was dort liegt, holt niemand zurück.
greeting-mismatch = Sie begrüßen { $greeted }, doch niemand dieses Namens bekommt die Mail
    .detail = Sie geht an { $recipients }. Der Text oder die Adresse ist für jemand anderen bestimmt.
greeting-mismatch-meant = Sie begrüßen { $greeted }, doch niemand dieses Namens bekommt die Mail
    .detail = Sie geht an { $recipients }. Meinten Sie { $meant } statt { $name }? Der Text oder die Adresse ist für jemand anderen bestimmt.
gone-left = { $name } ist nicht mehr da
    .detail = Am { $date } kam von dort, die Person sei nicht mehr da{ $meant ->
        [none] ; wer das Postfach jetzt liest, bekommt diese Mail.
       *[other] , und man solle an { $meant } schreiben.
    }
gone-bounced = Mail an { $name } kommt zurück
    .detail = Die letzte kam am { $date } zurück. Sehen Sie nach, ob es die Adresse noch gibt.
gone-announced = { $name } ist eine neue Adresse aus einer automatischen Antwort
    .detail = Am { $date } schrieb jemand als { $address }, nicht mehr da und jetzt hier erreichbar zu sein. Es ist eine andere Organisation: Fragen Sie auf anderem Weg nach, bevor Sie Vertrauliches senden.
hidden-copy = Blindkopie an { $name }
    .detail = Die anderen Empfänger sehen diesen nicht, bis er allen antwortet.
unaddressed = { $count ->
        [1] { $address } steht in An oder Cc und bekommt nichts
       *[other] { $count } Personen in An und Cc bekommen nichts
    }
    .detail = Die Empfänger werden glauben, dass { $count ->
        [1] auch diese Adresse die Mail bekommen hat.
       *[other] auch diese Adressen die Mail bekommen haben.
    }
reply-elsewhere = Antworten gehen nach außen, an { $address }
    .detail = Alle Empfänger dieser Mail arbeiten bei Ihnen; wer antwortet, schreibt an { $address }.
history-unavailable = Niemand konnte nachsehen, wem Sie sonst schreiben
    .detail = Ob es die üblichen Empfänger sind, wurde also nicht geprüft. Sehen Sie bitte selbst hin.

# Eine Richtigstellung, während ein Vorfall offen ist.
correction-quote = { $name } würde noch einmal lesen, was fehlgeleitet wurde
    .detail = { $had ->
        [yes] Diese Nachricht zitiert die von { $incident }, die nicht dorthin gehen sollte
       *[no] Diese Nachricht zitiert die von { $incident }, und diese Adresse sollte sie nicht bekommen
    }. Schreiben Sie eine neue Nachricht ohne das Zitat.
correction-file = { $name } bekäme eine Datei, die fehlgeleitet wurde
    .detail = { $had ->
        [yes] { $file } gehört zu { $incident }, die nicht dorthin gehen sollte
       *[no] { $file } gehört zu { $incident }, und diese Adresse sollte sie nicht bekommen
    }. Schreiben Sie eine neue Nachricht ohne sie.
correction-thread = Das trägt den Betreff oder den Verlauf der fehlgeleiteten Nachricht ({ $incident })
    .detail = Ihr Betreff und worauf geantwortet wird gehen mit und werden daneben gezeigt. Schreiben Sie eine neue Nachricht mit eigenem Betreff.
correction-list = { $count ->
        [one] Derselbe Verteiler bekäme wieder gemeinsam Post
       *[other] { $count } Personen, die sie nicht haben sollten, sähen einander wieder
    }
    .detail = Sie stehen in An oder Kopie wie bei { $incident }. Schreiben Sie jeder Person einzeln.
correction-words = Ihr Text sagt noch einmal { $words }
    .detail = Das gehört zu dem, was bei { $incident } fehlgeleitet wurde. Nennen Sie die Nachricht nach Datum und Uhrzeit, nicht nach ihrem Inhalt.

# Die Nachricht.
attachment-missing = Sie erwähnen einen Anhang; es gibt keinen
    .detail = Sie schreiben „{ $promise }“. Die Empfänger werden nachfragen oder warten.
quoted-discussion = { $name } bekommt ein zitiertes Gespräch zwischen { $people }
    .detail = { $name } war daran nicht beteiligt, und Sie haben dorthin { $sent ->
        [0] nie
        [one] einmal
       *[other] { $sent } Mal
    } geschrieben. Es steht unter Ihrem Text und wird mitgelesen.
hidden-text = Diese Mail enthält { $count } Zeichen, die man nicht sieht
    .detail = Beim Öffnen sieht sie niemand; wer den Text markiert oder den Quelltext öffnet, liest sie.
hidden-text-words = Text, den man nicht sieht, enthält { $words }
    .detail = Beim Öffnen sieht ihn niemand; wer den Text markiert oder den Quelltext öffnet, liest ihn.
alternatives-differ = Diese Mail sagt zwei verschiedene Dinge
    .detail = Der einfache und der formatierte Text sind verschieden. Welcher gelesen wird, hängt vom Programm des Empfängers ab.
labelled = Diese Mail ist als „{ $label }“ gekennzeichnet und geht hinaus
    .detail = Nach der Kennzeichnung bleibt sie im Haus; { $recipient } würde sie lesen.
labelled-file = { $file } ist als „{ $label }“ gekennzeichnet und geht hinaus
    .detail = Nach der Kennzeichnung in der Datei bleibt sie im Haus; { $recipient } würde sie lesen.
unreadable-address = Eine Adresse lässt sich auf zwei Arten lesen
    .detail = Geprüft wurde vielleicht etwas anderes, als die Empfänger sehen werden.
unreadable-header = Die Kopfzeilen der Nachricht lassen sich auf zwei Arten lesen
    .detail = Geprüft wurde vielleicht etwas anderes, als die Empfänger sehen werden.
unreadable-limit = Ein Teil dieser Nachricht war zu lang, um geprüft zu werden
    .detail = Geprüft wurde vielleicht etwas anderes, als die Empfänger sehen werden.
unreadable-part = Ein Teil dieser Nachricht lässt sich auf zwei Arten lesen
    .detail = Geprüft wurde vielleicht etwas anderes, als die Empfänger sehen werden.
unreadable-opaque = { $count ->
        [one] 1 Teil ließ sich nicht einsehen
       *[other] { $count } Teile ließen sich nicht einsehen
    }
    .detail = Niemand hier weiß also, was in dieser Mail hinausgeht.

# Dateien.
unreadable-file = { $why ->
        [damaged] { $file } ist beschädigt und nicht lesbar
        [limit] { $file } ist zu lang, um durchgesehen zu werden
        [two-ways] { $file } lässt sich auf zwei Arten lesen
       *[reader] { $file } ließ sich nicht lesen
    }
    .detail = Niemand hier weiß also, was in dieser Datei hinausgeht. Öffnen Sie sie bitte vor dem Senden.
unreadable-format = { $count ->
        [1] { $file } ließ sich nicht einsehen
       *[other] { $count } Dateien ließen sich nicht einsehen, darunter { $file }
    }
    .detail = Dieses Format liest hier niemand; niemand weiß also, was darin hinausgeht.
hidden-in-file = { $file } hat { $things }
    .detail = Auf den ersten Blick sieht man es nicht; { $recipient } findet es mit zwei Klicks.
hidden-in-file-words = Was { $file } verbirgt, enthält { $words }
    .detail = Die Datei hat { $things }. Auf den ersten Blick sieht man es nicht; { $recipient } findet es mit zwei Klicks.
foreign-file = { $file } kommt von { $party } und geht an andere
    .detail = Die Datei nennt { $party } als Herkunft; { $recipient } gehört nicht dazu.
seen-elsewhere-file = { $file } ging schon an { $party }
    .detail = Nach Ihrer bisherigen Mail haben es { $parties } von Ihnen bekommen; auf der Seite von { $name } noch niemand.
seen-elsewhere-quote = Das Zitierte ging schon an { $party }
    .detail = Nach Ihrer bisherigen Mail haben es { $parties } von Ihnen bekommen; auf der Seite von { $name } noch niemand.
program-file = { $file } ist ein Programm
    .detail = Wer es öffnet, führt es aus. Die meisten Mailserver weisen solche Dateien ab.
macro-file = { $file } enthält Makros
    .detail = Wer sie öffnet, soll ein Programm ausführen. Viele Empfänger können solche Dateien nicht öffnen.
name-differs = { $file } ist nicht, was der Name sagt
    .detail = Der Inhalt ist von anderer Art als der Name. Vielleicht ist es die falsche Datei.
name-twice = { $file } heißt auch { $other }
    .detail = Programme zeigen den einen oder den anderen Namen. Vielleicht ist es die falsche Datei.
locked-file = { $file } ist verschlüsselt und ließ sich nicht einsehen
    .detail = Niemand hier weiß also, was darin hinausgeht. Schicken Sie das Kennwort auf anderem Weg.
locked-file-topic = { $file } ist verschlüsselt, und in der Mail steht { $words }
    .detail = Niemand hier konnte hineinsehen; nur Sie wissen, ob sie für { $recipient } bestimmt ist.

# Was Bedingungen von Regelpaketen feststellen.
people = { $count ->
        [one] 1 Person
       *[other] { $count } Personen
    }
place-sender = beim Absender
place-recipients = bei den Empfängern
place-time = in der Uhrzeit
place-date = im Datum
place-size = in der Größe
place-header = im Kopf der Mail
place-attachments = bei den Anhängen
day-monday = Montag
day-tuesday = Dienstag
day-wednesday = Mittwoch
day-thursday = Donnerstag
day-friday = Freitag
day-saturday = Samstag
day-sunday = Sonntag
feature-macros = Makros
feature-external-links = Verknüpfungen zu anderen Dateien
feature-embedded-files = eingebettete Dateien
feature-name-differs = einen anderen Typ, als der Name sagt
feature-contradictory = einen Inhalt, der sich auf zwei Arten lesen lässt
said-words = „{ $word }“ steht { $where }
said-from = { $word } sendet sie
said-to = sie geht an { $word }, aus { $among }
said-to-only = sie geht nur an { $word }, aus { $among }
said-parties = { $parties } sind verschiedene Parteien
said-mixture = Personen aus { $parties } bekommen sie zusammen
said-label = sie ist als „{ $word }“ gekennzeichnet
said-hours = sie wurde um { $word } gesendet
said-days = sie wurde an einem { $word } gesendet
said-size = sie hat { $word }
said-type = „{ $word }“ ist vom Typ { $type }
said-feature = „{ $word }“ hat { $feature }
said-attachments = { $count ->
        [one] 1 Datei ist angehängt
       *[other] { $count } Dateien sind angehängt
    }
said-first-contact = an { $word } ging bisher keine bekannte Mail
said-first-contact-here = an { $word } hat hier noch niemand geschrieben
said-unusual-hour = um { $word } wird von hier kaum je geschrieben
said-haste = sie folgt innerhalb von { $seconds } Sekunden auf eine andere Mail
said-elsewhere = andere außerhalb hatten es schon, { $word } nicht
rule-stated = { $title }
    .detail = Aufgefallen, denn { $why }.
client-wall = { $parties } dürfen nie dieselbe Mail bekommen
    .detail = Zwischen ihnen steht eine Wand. Eine Seite zu verbergen hilft nicht: schreiben Sie zwei Mails.
client-wall-because = { $parties } dürfen nie dieselbe Mail bekommen
    .detail = Zwischen ihnen steht eine Wand ({ $because }). Eine Seite zu verbergen hilft nicht: schreiben Sie zwei Mails.

# Wonach jede Prüfung sucht.
title-blocked-party = Mail an eine Partei, die keine bekommt
title-correction = Eine Richtigstellung, die Fehlgeleitetes wiederholt
title-name-twin = Die falsche von zwei Personen fast gleichen Namens
title-lookalike-domain = Eine Domain, die wie eine bekannte aussieht
title-unlikely-recipient = Jemand, gegen den frühere Mail dieses Absenders spricht
title-outsider-among-insiders = Ein einzelner Externer in einer Mail für Interne
title-party-term = Der Deckname eines Kunden an jemand anderen
title-client-wall = Zwei Parteien, die nie dieselbe Mail bekommen dürfen
title-two-clients = Personen zweier Kunden in einer Mail
title-many-visible = Viele Externe sehen die Adressen der anderen
title-freemail = Dienstliches an eine private Adresse
title-greeting-mismatch = Wer begrüßt wird, bekommt die Mail nicht
title-quoted-discussion = Ein zitiertes Gespräch unter Internen geht nach außen
title-labelled = Mail oder Dateien, die als intern gekennzeichnet sind
title-foreign-file = Eine Datei eines Kunden an einen anderen
title-seen-elsewhere = Eine Datei oder ein Zitat, das eine andere Partei hatte
title-hidden-in-file = Etwas in einer Datei, das man zunächst nicht sieht
title-hidden-text = Text in der Mail, den man nicht sieht
title-alternatives-differ = Zwei Fassungen des Textes, die Verschiedenes sagen
title-name-differs = Eine Datei, die nicht ist, was ihr Name sagt
title-program-file = Ein Programm oder eine Datei mit Makros
title-locked-file = Eine Datei, in die niemand hineinsehen kann
title-attachment-missing = Ein Anhang ist versprochen und fehlt
title-unreadable = Etwas, das sich nicht oder auf zwei Arten lesen lässt
title-history-unavailable = Frühere Mail ließ sich nicht nachsehen
title-gone-address = Eine verlassene Adresse, oder eine, von der Mail zurückkommt
title-hidden-copy = Eine Blindkopie
title-reply-elsewhere = Antworten gehen nach außen, obwohl alle Empfänger intern sind
title-unaddressed = Jemand in An oder Cc bekommt die Mail nicht
