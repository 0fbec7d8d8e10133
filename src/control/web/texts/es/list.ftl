# Pages: list.
title-leaving = Sale pronto
title-others = Espera a otros
title-done = Terminado
title-assigned = Espera mi aprobación
list-lists = Listas
list-waiting-said = { $count ->
        [one] 1 mensaje necesita su decisión. Nada de esto se envía si usted no lo dice.
       *[other] { $count } mensajes necesitan su decisión. Nada de esto se envía si usted no lo dice.
    }
list-leaving-said = { $count ->
        [one] 1 mensaje sale por sí solo. Hasta entonces puede detenerlo.
       *[other] { $count } mensajes salen por sí solos. Hasta entonces puede detenerlos.
    }
list-others-said = { $count ->
        [one] 1 mensaje espera a una segunda persona. No se envía si ella no lo dice.
       *[other] { $count } mensajes esperan a una segunda persona. Ninguno se envía si ella no lo dice.
    }
list-done-said = { $count ->
        [one] 1 mensaje está terminado.
       *[other] { $count } mensajes están terminados.
    }
list-waiting-none = Nada espera su decisión.
list-leaving-none = Nada está a punto de salir.
list-others-none = Nada espera a otros.
list-done-none = Todavía no hay nada terminado.
list-found = { $count ->
        [one] 1 mensaje encontrado.
       *[other] { $count } mensajes encontrados.
    }
list-found-more = Más de { $count } mensajes encontrados. Con otra palabra serán menos.
list-found-none = No se ha encontrado nada.
list-today-passed = { $count ->
        [one] 1 mensaje pasó hoy sin preguntas.
       *[other] { $count } mensajes pasaron hoy sin preguntas.
    }
list-today-sent = { $count ->
        [one] 1 mensaje se envió hoy tras revisarlo.
       *[other] { $count } mensajes se enviaron hoy tras revisarlos.
    }
list-today-stopped = { $count ->
        [one] 1 mensaje se detuvo hoy.
       *[other] { $count } mensajes se detuvieron hoy.
    }
list-words = Palabras, persona o código
list-reason = Motivo
list-any-reason = todos
list-whose = De quién
list-mine = míos
list-everyones = de todos
list-sender = Remitente
list-sort = Orden
list-sort-oldest = primero los más antiguos
list-sort-newest = primero los más recientes
list-sort-ending = primero lo que antes acaba
list-apply = Buscar
list-clear = Mostrar todos
list-from = de
list-to = para
list-and-more = { $count ->
        [one] y 1 más
       *[other] y { $count } más
    }
list-subject = «{ $subject }»
list-held-for = desde hace { $age }
list-goes-back = vuelve a usted: { $when }
list-leaves = sale a las { $when }
list-state-held = espera
list-state-delayed = sale pronto
list-state-queued = en camino
list-state-unsure = quizá enviado
list-state-sent = enviado
list-state-failed = no se pudo entregar
list-state-cancelled = no enviado, retirado
list-state-rejected = no enviado, rechazado
list-state-returned = no enviado, devuelto
list-state-damaged = dañado, nunca se envía
list-select = Seleccionar { $id }
list-with-selected = Con los seleccionados:
list-one-by-one = El envío se hace uno por uno.
list-keep = Guardar un día más
list-kept = { $count ->
        [0] Nada se guarda más tiempo.
        [one] 1 mensaje se guarda un día más.
       *[other] { $count } mensajes se guardan un día más.
    }
list-withdrawn = { $count ->
        [0] No se ha retirado nada.
        [one] 1 mensaje no se envía.
       *[other] { $count } mensajes no se envían.
    }
list-not-withdrawn = { $count ->
        [one] 1 quedó como estaba:
       *[other] { $count } quedaron como estaban:
    }
list-next = Página siguiente
list-first = Primera página
list-live = Mantener esta lista al día
list-news = { $count ->
        [0] Ahora nada espera su decisión.
        [one] Ahora 1 mensaje necesita su decisión.
       *[other] Ahora { $count } mensajes necesitan su decisión.
    }
list-age-now = menos de un minuto
list-age-minutes = { $count ->
        [one] 1 minuto
       *[other] { $count } minutos
    }
list-age-hours = { $count ->
        [one] 1 hora
       *[other] { $count } horas
    }
list-age-days = { $count ->
        [one] 1 día
       *[other] { $count } días
    }
list-today = hoy { $time }
list-tomorrow = mañana { $time }
list-on = { $day }, { $time }
list-day = { $weekday } { $day } de { $month }
list-weekday-1 = lun
list-weekday-2 = mar
list-weekday-3 = mié
list-weekday-4 = jue
list-weekday-5 = vie
list-weekday-6 = sáb
list-weekday-7 = dom
list-month-1 = enero
list-month-2 = febrero
list-month-3 = marzo
list-month-4 = abril
list-month-5 = mayo
list-month-6 = junio
list-month-7 = julio
list-month-8 = agosto
list-month-9 = septiembre
list-month-10 = octubre
list-month-11 = noviembre
list-month-12 = diciembre
