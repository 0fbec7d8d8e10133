# Incidents: what slipped through, and the hours after.
title-incidents = Incidentes
title-incident = Incidente
title-incident-new = He enviado algo mal
inc-title = Incidente { $id }: { $status }
inc-all-questions = Todas las preguntas de { $id }
inc-all-duties = Obligaciones de comunicar: { $id }
inc-none = No hay ningún incidente.
inc-none-open = No hay ningún incidente abierto.
inc-only-open = Solo los abiertos
inc-also-closed = También los cerrados
inc-overdue = { $count ->
        [one] 1 paso está vencido.
       *[other] { $count } pasos están vencidos.
    }
inc-row = { $sender }, advertido el { $at }.
inc-has-it = { $count ->
        [one] La tiene 1 persona que no debería.
       *[other] La tienen { $count } personas que no deberían.
    }
inc-steps-open = { $count ->
        [one] Queda 1 paso.
       *[other] Quedan { $count } pasos.
    }
inc-next = A continuación: { $step }, hasta el { $at }
inc-pages = Páginas de la lista
inc-before = Anteriores
inc-after = Siguientes
inc-already = Ya hay un incidente sobre él:
inc-not-over = Aún no ha salido todo. Deténgalo primero:
inc-message = Mensaje
inc-sent = Enviado
inc-sender = Remitente
inc-subject = Asunto
inc-to = Para
inc-to-more = { $count ->
        [one] y 1 persona más
       *[other] y { $count } personas más
    }
inc-open = Abrir el incidente
inc-another = Fue otro mensaje
inc-only-two = Qué mensaje y cuándo se advirtió: para empezar no hace falta más.
inc-lately = ¿Cuál de sus últimos mensajes?
inc-elsewhere = Otro mensaje
inc-file = El mensaje como archivo (.eml), guardado desde su carpeta de enviados
inc-message-id = O bien su Message-ID
inc-unknown-stays = Deje vacío lo que no sepa: queda como desconocido y así se indica.
inc-wrong = { $count ->
        [one] 1 respuesta no vale y no se guardó; las demás, sí.
       *[other] { $count } respuestas no valen y no se guardaron; las demás, sí.
    }
inc-save = Guardar
inc-fits-number = Un número desde 0, en cifras.
inc-fits-addresses = Direcciones de correo, separadas por comas.
inc-fits-countries = Países con dos letras, como DE, ES, US-CA.
inc-fits-time = Una fecha y una hora, como 2026-11-20 16:10.
inc-fits-text = Como máximo 2000 caracteres.
inc-fits-choice = Una de estas.
inc-clock = Tiempo
inc-noticed = Advertido el { $at }; han pasado { $since }.
inc-opened = Abierto el { $at } por { $by }.
inc-owner = Se ocupa { $who }.
inc-happened = Qué ha ocurrido
inc-files = Archivos
inc-topics = Trata de
inc-found = Se encontró en él
inc-markings = Marcas
inc-guard = El guardián dijo
inc-answers = Lo que solo usted puede saber
inc-more-questions = { $count ->
        [one] Todas las preguntas; 1 sin responder
       *[other] Todas las preguntas; { $count } sin responder
    }
inc-damage = Limitar el daño
inc-should-not = no debería tenerlo:
inc-deletion = ¿Se les pidió que lo borraran y qué contestaron?
inc-state = Estado
inc-said = Lo que se dijo
inc-attach = Un archivo como prueba, por ejemplo la respuesta
inc-letters = Cartas
inc-letters-how = Borradores para cada destinatario, su jefe y otros. Desde aquí no se envía nada: lo hace usted, y el guardián los mira como cualquier correo.
inc-duties = ¿Hay que comunicarlo?
inc-duties-how = Cómo se ven las obligaciones según lo que se sabe. Una persona decide y escribe por qué.
inc-duties-none = Por lo que se sabe, ninguna parece activada. Eso no significa que no la haya: responda a las preguntas y mírelas todas.
inc-more-duties = { $count ->
        [one] Todas las obligaciones, con 1 más
       *[other] Todas las obligaciones, con { $count } más
    }
inc-no-duty = Ninguna.
inc-looks-triggered = Parece activada
inc-looks-cannot-tell = Aún no se puede saber
inc-looks-not-triggered = No parece activada; decida con protección de datos o con un abogado
inc-duty-to = A { $who }
inc-exception = Puede eximir; lo decide una persona: { $text }
inc-decide = Anotar una decisión
inc-about = Sobre qué: una obligación por su nombre corto, o palabras
inc-decided = Decidido
inc-because = Porque
inc-write-down = Anotar
inc-prevention = Para que no vuelva a ocurrir
inc-steps = Calendario
inc-due = Hasta el { $at }, { $who }.
inc-deputy = Suplente: { $who }.
inc-done = Hecho
inc-step-more = Omitir un paso, o añadir una nota o una prueba
inc-step = Paso
inc-note = Nota; omitir requiere un motivo
inc-proof = Prueba
inc-parties = Quién debe saberlo y a quién se le deben disculpas
inc-must = Debe saberlo.
inc-apology = Se le deben disculpas.
inc-told-by = Lo comunica { $who }: { $how }.
inc-told = Comunicado el { $at }.
inc-until = Hasta el { $at }.
inc-not = No decir: { $what }
inc-ways = Maneras de seguir
inc-timeline = Qué ocurrió y cuándo
inc-course-more = { $count ->
        [one] 1 línea anterior figura en el informe.
       *[other] { $count } líneas anteriores figuran en el informe.
    }
inc-log = Anotar lo que se hizo o se dijo
inc-log-kind = De qué se trata
inc-log-text = En palabras
inc-log-at = Cuándo; vacío: ahora
inc-evidence = Pruebas
inc-keep = Guardar un archivo como prueba
inc-what = Qué es
inc-export = Informes
inc-export-how = Dos copias, solo hechos e interna, con cartas y calendario:
inc-closing = Cerrar
inc-closing-how = Se cierra con la prueba de que el guardián ahora detendría el mensaje, o con un motivo por escrito.
inc-reason = Motivo
inc-close = Cerrar el incidente
inc-reopen = Volver a abrir
inc-language = Idiomas
inc-export-button = Descargar los informes
inc-changes = Qué habría detenido { $id }
inc-changes-link = ¿Qué lo habría detenido?
inc-changes-how = Primero el cambio más pequeño. Cada uno se probó con el propio mensaje, y su coste con correo anterior.
inc-changes-none = No se encontró ningún cambio del guardián que lo hubiera detenido.
inc-replay = Probarlo: ¿lo detendría ahora el guardián?
inc-change-forget = Olvidar que alguna vez se escribió a { $address }
inc-change-ask = { $check } vuelve a preguntar
inc-change-quiet = { $check } vuelve a preguntar por { $address }
inc-change-on = Activar { $check }, en la configuración
inc-change-with-insiders = Una regla que pregunta cuando compañeros y esta casa están en un mismo correo
inc-change-files = Una regla que pregunta cuando un archivo va a esta casa
inc-change-address = Una regla que pregunta cuando este remitente escribe a esta dirección
inc-change-does = El guardián: antes { $before }, con ello { $after }.
inc-change-cost = Preguntaría { $asks } veces más por cada 100 correos (contado en { $mails }).
inc-change-pack = La regla como archivo
inc-change-make = Hacer este cambio
inc-no-copy = El mensaje en sí no se conserva, así que no se puede probar nada con él. Abra el incidente con una copia de su carpeta de enviados.
