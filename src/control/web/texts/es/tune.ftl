# Pages: tune.
title-tune = Cuánto se pregunta
title-quiet = No volver a preguntar
month-of-one = { $count ->
        [one] Este mes le hemos preguntado una vez en { $mails } correos; cambió { $changed }.
       *[other] Este mes le hemos preguntado { $count } veces en { $mails } correos; cambió { $changed }.
    }
month-of-all = { $count ->
        [one] Este mes, una pregunta en { $mails } correos; { $changed } con cambios.
       *[other] Este mes, { $count } preguntas en { $mails } correos; { $changed } con cambios.
    }
month-why = ¿Por qué estas?
tune-budget = { $count ->
        [one] Por el correo anterior preguntó una vez, en { $share } de 100 correos; se permiten { $allowed } de 100.
       *[other] Por el correo anterior preguntó { $count } veces, en { $share } de 100 correos; se permiten { $allowed } de 100.
    }
tune-nothing = Nada ha preguntado todavía.
tune-caption = Las últimas 50 decisiones de cada comprobación, y este mes
tune-check = Comprobación
tune-asks = Preguntas
tune-changed = Cambios
tune-quick = Menos de 2 s
tune-month = Este mes
tune-setting = Nivel
tune-proposed = Preguntar no cambia nada, o nadie lo lee.
tune-only-note = Solo tomar nota
tune-ask-again = Volver a preguntar
tune-eased = Solo toma nota
tune-since = desde { $date }, por { $by }
tune-people = Personas, este mes
tune-person = Persona
tune-mails = Correos
tune-thresholds = Umbrales
tune-thresholds-ask = Cada correo tiene un valor según el correo anterior del remitente. Por encima del umbral se pregunta.
tune-thresholds-note = Cada correo tiene un valor según el correo anterior del remitente. Por encima del umbral solo se toma nota, porque policy.asks_per_100 es 0.
tune-learnt = Correos aprendidos
tune-threshold = Umbral
tune-above = Por encima, de los últimos 100
tune-quiet-for = { $count ->
        [one] todavía ninguno: falta 1 correo
       *[other] todavía ninguno: faltan { $count } correos
    }
tune-not-yet = aún sin calcular
tune-more = { $count ->
        [one] Un remitente más: outguard history list
       *[other] { $count } remitentes más: outguard history list
    }
quiet-list = Ya no se pregunta
quiet-none = Se pregunta por todo lo que llama la atención.
quiet-dates = { $owner }, desde { $since }, hasta { $until }
quiet-offer = Lo ha confirmado dos veces sin cambios: { $title }.
quiet-button = No preguntar más por { $address } durante medio año
quiet-not-offered = Se seguirá preguntando: no se confirmó dos veces, o cada vez es otra cosa.
