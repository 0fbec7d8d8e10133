# Por qué se retiene un correo, en español. El valor es el titular: el hecho, con 14 palabras como mucho. `.detail` es la
# comparación y la consecuencia. El nombre va antes que la categoría, y las cifras en lugar de adjetivos.

# Palabras y enumeraciones dentro de las frases.
quote = «{ $text }»
list-two = { $first } y { $last }
list-more = { $first } y { $count } más
file-within = { $file } en { $outer }
outside-people = { $count ->
        [one] 1 persona de fuera
       *[other] { $count } personas de fuera
    }
an-attachment = Un adjunto
a-file = un archivo sin nombre
zone-subject = en el asunto
zone-own-text = en su texto
zone-quoted = en el texto citado
zone-attachment-name = en un nombre de archivo
zone-attachment-text = en un adjunto
zone-hidden = en texto que no se ve
zone-metadata = en las propiedades de un archivo
topic-staff = personal
topic-money = dinero
topic-clients = clientes
topic-health = salud
topic-access-and-security = accesos y seguridad
topic-buying-and-selling-companies = compra y venta de empresas
topic-legal-matters = asuntos legales
alike-same = el mismo nombre en otra dirección
alike-swapped = los mismos nombres en otro orden
alike-one-letter = los nombres difieren en una letra
alike-two-letters = los nombres difieren en dos letras
alike-initial = el mismo apellido y la misma inicial
differs-looks = «{ $word }» se parece a «{ $known }»
differs-script = letras de otro alfabeto; en realidad se llama { $domain }
differs-one-letter = una letra es distinta
differs-two-letters = dos letras son distintas
differs-ending = «.{ $word }» en lugar de «.{ $known }»
differs-added = se añade «{ $word }» al nombre
feature-hidden-sheet = una hoja oculta
feature-hidden-slide = una diapositiva oculta
feature-tracked-changes = control de cambios
feature-hidden-text = texto oculto
feature-hidden-rows = filas ocultas
feature-hidden-columns = columnas ocultas
feature-comments = comentarios
feature-notes = notas del orador
feature-hidden-names = nombres ocultos

# Respuestas en la sesión SMTP.
reply-held = Espera su decisión ({ $id }): { $headline }. Aún no se ha enviado; no lo envíe otra vez.
reply-delayed = Sale en { $seconds } s ({ $id }); outguard cancel { $id } lo detiene
reply-refused = Rechazado: { $headline }. No se ha enviado nada.
evidence-quieted = El { $date } pidió que no se le preguntara más.
evidence-eased = Aquí esta comprobación solo toma nota: preguntar no ha cambiado nada.

# Reglas de paquetes sin titular propio.
rule = «{ $word }» va a { $recipient }
    .detail = Está { $where }, y { $recipient } lo leerá.

# Destinatarios.
blocked-party = { $name } no recibe correo desde aquí
    .detail = { $party } está bloqueado. Quite la dirección y envíe de nuevo.
blocked-address = { $name } no recibe correo desde aquí
    .detail = La dirección está bloqueada. Quítela y envíe de nuevo.
name-twin = { $name } no es { $twin }
    .detail = { $sent ->
        [unknown] Nadie sabe si usted ha escrito alguna vez a esta dirección
        [0] Usted nunca ha escrito a esta dirección
        [one] Usted ha escrito una vez a esta dirección
       *[other] Usted ha escrito { $sent } veces a esta dirección
    }{ $twinsent ->
        [0] ; { $address } trabaja con usted
        [one] , pero una vez a { $address }
       *[other] , pero { $twinsent } veces a { $address }
    }; { $alike }. { $both ->
        [yes] Este correo va a los dos.
       *[no] Este correo va a la dirección de fuera.
    }
name-borrowed = { $recipient } no es { $twin }
    .detail = Usted conoce esta dirección como { $known } y ha escrito allí { $sent } veces; el nombre de al lado es el de { $address }, que trabaja con usted. { $both ->
        [yes] Este correo va a los dos.
       *[no] Este correo va a la dirección de fuera.
    }
lookalike-domain = { $domain } no es { $known }
    .detail = { $sent ->
        [0] Usted nunca ha escrito a esta dirección
        [one] Usted ha escrito una vez a esta dirección
       *[other] Usted ha escrito { $sent } veces a esta dirección
    }; { $how ->
        [typo] difiere del dominio conocido en una o dos letras
        [homoglyph] sus letras solo se parecen a las del dominio conocido
        [tld] el dominio conocido termina de otro modo
       *[affix] al dominio conocido se le ha añadido algo
    }. Su dueño recibe este correo.
unlikely-recipient = { $name } es un destinatario inusual de este correo
    .detail = Según su propio correo anterior, { $against }. { $meant ->
        [none] Mire dos veces: lo que llega no vuelve.
       *[other] ¿Se refería a { $meant }? { $because }.
    }
against-all = varias cosas pequeñas juntas hablan en contra
against-never-written = usted nunca ha escrito a esta dirección
against-never-written-here = ni usted ni nadie más de aquí ha escrito antes a esta dirección
against-new-domain = usted nunca ha escrito a nadie de { $domain }
against-last-written = usted ha escrito { $count ->
        [one] una vez
       *[other] { $count } veces
    } a esta dirección, la última el { $date }
against-never-with = usted nunca ha escrito allí junto con { $people }
against-usually-instead = un correo así suele ir a { $address } ({ $count ->
        [one] un correo
       *[other] { $count } correos
    } desde el { $date })
against-known-alike = usted conoce a { $address } ({ $count ->
        [one] un correo
       *[other] { $count } correos
    } desde el { $date })
against-not-in-thread = los demás han participado en esta conversación y esta dirección no
against-not-of-subject = los demás ya recibieron correo con este asunto y esta dirección no
against-not-in-quote = el correo citado nombra a los demás y no a esta dirección
against-mistyped-of = la dirección parece { $address } con una errata
against-mistyped-domain = el dominio parece { $domain } con una errata
against-other-than-named = la dirección se escribe de otro modo que el nombre { $name }
against-other-than-written = el propio correo lo escribe con otra letra
against-no-such-domain = ningún dominio termina como { $domain }
against-other-words = las palabras de este correo no son las de sus correos allí
against-greets-another = se saluda a otra persona
against-greets-known = se saluda a { $address }
against-file-elsewhere = { $file } fue antes a { $parties } y nunca allí
against-quote-elsewhere = lo citado fue antes a { $parties } y nunca allí
against-hour = usted casi nunca escribe a las { $time }
against-haste = sigue a otro correo en { $seconds } segundos
against-only-outsider = es la única dirección de fuera
against-taken-before = ya se tomó por error { $count ->
        [one] una vez
       *[other] { $count } veces
    }
against-bounced = el correo allí fue devuelto el { $date }
against-left = el { $date } se avisó desde allí de que esa persona ya no está
against-left-for = el { $date } se avisó desde allí de la nueva dirección { $address }
because-greeted = El texto saluda a esta persona
because-quoted = El correo citado nombra a esta persona
because-thread = Esta persona ha participado en la conversación
because-subject = Esta persona ya recibió correo con este asunto
because-together = Esta persona suele recibir correo junto con los demás
because-words = Un correo con palabras así suele ir allí
because-often = Usted escribe allí a menudo
because-spelling = Las direcciones difieren en una errata
outsider-among-insiders = { $outsiders ->
        [1] { $name } es la única persona de fuera en este correo
       *[other] { $name } es una de { $outsiders } personas de fuera en este correo
    }
    .detail = { $others ->
        [1] El otro destinatario trabaja con usted
       *[other] Los otros { $others } destinatarios trabajan con usted
    }, y usted escribe sobre { $topics } ({ $words }). { $name } lo leería.
party-term = «{ $term }» va a { $name }
    .detail = Está { $where }, y solo { $party } y su empresa pueden leerlo; este destinatario no es de ellos.
party-term-other = «{ $term }» va a { $name }
    .detail = Está { $where }, y solo { $party } y su empresa pueden leerlo; este destinatario es de { $own }.
two-clients-visible = { $count ->
        [2] { $parties } se verán mutuamente
       *[other] { $count } clientes se verán mutuamente
    }
    .detail = { $parties } son clientes distintos. Lo que es para uno lo leen todos.
two-clients-hidden = { $count ->
        [2] { $parties } reciben el mismo correo
       *[other] { $count } clientes reciben el mismo correo
    }
    .detail = { $parties } son clientes distintos. Lo que es para uno lo leen todos.
many-visible = { $count ->
        [one] 1 persona de fuera verá las direcciones de las demás
       *[other] { $count } personas de fuera verán las direcciones de las demás
    }
    .detail = { $domains ->
        [0] Están en Para y Cc.
        [1] Están en Para y Cc.
       *[other] Son de { $domains } dominios.
    } Con copia oculta (Cco) cada una solo se ve a sí misma.
freemail-carries = { $carried } va a una dirección privada: { $address }
    .detail = { $sent ->
        [0] Usted nunca ha escrito allí
        [one] Usted ha escrito allí una vez
       *[other] Usted ha escrito allí { $sent } veces
    }. Es un buzón de un proveedor gratuito; nadie aquí puede recuperar lo que llega allí.
freemail = Esto va a una dirección privada: { $address }
    .detail = { $sent ->
        [0] Usted nunca ha escrito allí
        [one] Usted ha escrito allí una vez
       *[other] Usted ha escrito allí { $sent } veces
    }. Es un buzón de un proveedor gratuito; nadie aquí puede recuperar lo que llega allí.
greeting-mismatch = Usted saluda a { $greeted }, pero nadie con ese nombre recibe el correo
    .detail = Va a { $recipients }. El texto o la dirección es para otra persona.
greeting-mismatch-meant = Usted saluda a { $greeted }, pero nadie con ese nombre recibe el correo
    .detail = Va a { $recipients }. ¿Se refería a { $meant } en lugar de { $name }? El texto o la dirección es para otra persona.
gone-left = { $name } ya no está
    .detail = El { $date } se avisó desde allí de que esa persona ya no está{ $meant ->
        [none] ; quien lea ahora ese buzón recibe este correo.
       *[other] , y de que se escriba a { $meant }.
    }
gone-bounced = El correo a { $name } es devuelto
    .detail = El último fue devuelto el { $date }. Compruebe si la dirección sigue en uso.
gone-announced = { $name } es una dirección nueva de una respuesta automática
    .detail = El { $date } alguien escribió como { $address } que ya no está y que se le escriba aquí. Es otra organización: pregunte por otra vía antes de enviar algo confidencial.
hidden-copy = Copia oculta a { $name }
    .detail = Los demás destinatarios no ven a este, hasta que responda a todos.
unaddressed = { $count ->
        [1] { $address } está en Para o Cc y no recibe nada
       *[other] { $count } personas en Para y Cc no reciben nada
    }
    .detail = Los destinatarios creerán que { $count ->
        [1] esta dirección también lo recibió.
       *[other] estas direcciones también lo recibieron.
    }
reply-elsewhere = Las respuestas irán fuera, a { $address }
    .detail = Todos los que reciben este correo trabajan con usted; quien responda escribe a { $address }.
history-unavailable = Nadie pudo consultar a quién suele escribir usted
    .detail = No se comprobó si son los destinatarios habituales. Revíselos usted.

# Una corrección mientras hay un incidente abierto.
correction-quote = { $name } volvería a leer lo que se envió por error
    .detail = { $had ->
        [yes] Este mensaje cita el de { $incident }, que no debía llegar allí
       *[no] Este mensaje cita el de { $incident }, y este destinatario no debía recibirlo
    }. Escriba un mensaje nuevo sin la cita.
correction-file = { $name } recibiría un archivo ya enviado por error
    .detail = { $had ->
        [yes] { $file } es un archivo de { $incident }, que no debía llegar allí
       *[no] { $file } es un archivo de { $incident }, y este destinatario no debía recibirlo
    }. Escriba un mensaje nuevo sin él.
correction-thread = Lleva el asunto o el hilo de lo enviado por error ({ $incident })
    .detail = Su asunto y aquello a lo que responde van con él y se muestran al lado. Escriba un mensaje nuevo con otro asunto.
correction-list = { $count ->
        [one] La misma lista volvería a recibir correo junta
       *[other] { $count } personas que no debían tenerlo volverían a verse entre sí
    }
    .detail = Están en Para o en Copia, como en { $incident }. Escriba a cada una por separado.
correction-words = Su texto vuelve a decir { $words }
    .detail = Forma parte de lo enviado por error en { $incident }. Nombre el mensaje por su fecha y hora, no por su contenido.

# El mensaje.
attachment-missing = Usted menciona un adjunto; no hay ninguno
    .detail = Usted escribe «{ $promise }». Los destinatarios lo pedirán o esperarán.
quoted-discussion = { $name } recibe una conversación citada entre { $people }
    .detail = { $name } no participó en ella, y usted { $sent ->
        [0] nunca le ha escrito
        [one] le ha escrito una vez
       *[other] le ha escrito { $sent } veces
    }. Está debajo de su texto y se lee con él.
hidden-text = Este correo tiene { $count } caracteres que no se ven
    .detail = Nadie los ve al abrirlo; quien seleccione el texto o abra el código los lee.
hidden-text-words = Un texto que no se ve dice { $words }
    .detail = Nadie lo ve al abrir el correo; quien seleccione el texto o abra el código lo lee.
alternatives-differ = Este correo dice dos cosas distintas
    .detail = El texto simple y el texto con formato difieren. El programa del destinatario decide cuál se lee.
labelled = Este correo lleva la etiqueta «{ $label }» y va fuera
    .detail = Según la etiqueta se queda en casa; { $recipient } lo leería.
labelled-file = { $file } lleva la etiqueta «{ $label }» y va fuera
    .detail = Según la etiqueta del archivo se queda en casa; { $recipient } lo leería.
unreadable-address = Una dirección se puede leer de dos maneras
    .detail = Lo que se revisó quizá no es lo que verán los destinatarios.
unreadable-header = Las cabeceras del mensaje se pueden leer de dos maneras
    .detail = Lo que se revisó quizá no es lo que verán los destinatarios.
unreadable-limit = Una parte de este mensaje era demasiado larga para revisarla
    .detail = Lo que se revisó quizá no es lo que verán los destinatarios.
unreadable-part = Una parte de este mensaje se puede leer de dos maneras
    .detail = Lo que se revisó quizá no es lo que verán los destinatarios.
unreadable-opaque = { $count ->
        [one] 1 parte no se pudo examinar
       *[other] { $count } partes no se pudieron examinar
    }
    .detail = Nadie aquí sabe qué sale en este correo.

# Archivos.
unreadable-file = { $why ->
        [damaged] { $file } está dañado y no se pudo leer
        [limit] { $file } es demasiado largo para examinarlo
        [two-ways] { $file } se puede leer de dos maneras
       *[reader] { $file } no se pudo leer
    }
    .detail = Nadie aquí sabe qué sale en este archivo. Ábralo y mírelo antes de enviar.
unreadable-format = { $count ->
        [1] { $file } no se pudo examinar
       *[other] { $count } archivos no se pudieron examinar, entre ellos { $file }
    }
    .detail = Nadie aquí lee este formato, así que nadie sabe qué sale en él.
hidden-in-file = { $file } tiene { $things }
    .detail = A primera vista no se ve; { $recipient } lo encuentra con dos clics.
hidden-in-file-words = Lo que { $file } oculta dice { $words }
    .detail = El archivo tiene { $things }. A primera vista no se ve; { $recipient } lo encuentra con dos clics.
foreign-file = { $file } viene de { $party } y va a otros
    .detail = El archivo nombra a { $party } como su origen; { $recipient } no es de ellos.
seen-elsewhere-file = { $file } fue antes a { $party }
    .detail = Según su propio correo anterior, lo recibieron de usted { $parties }; nadie del lado de { $name }.
seen-elsewhere-quote = Lo citado fue antes a { $party }
    .detail = Según su propio correo anterior, lo recibieron de usted { $parties }; nadie del lado de { $name }.
program-file = { $file } es un programa
    .detail = Quien lo abre lo ejecuta. La mayoría de los servidores de correo rechazan estos archivos.
macro-file = { $file } tiene macros
    .detail = A quien lo abra se le pide ejecutar un programa. Muchos destinatarios no pueden abrir estos archivos.
name-differs = { $file } no es lo que dice su nombre
    .detail = Su contenido es de otro tipo que su nombre. Quizá es el archivo equivocado.
name-twice = { $file } también se llama { $other }
    .detail = Los programas mostrarán un nombre o el otro. Quizá es el archivo equivocado.
locked-file = { $file } está cifrado y no se pudo examinar
    .detail = Nadie aquí sabe qué sale en él. Envíe la contraseña por otra vía.
locked-file-topic = { $file } está cifrado, y este correo dice { $words }
    .detail = Nadie aquí pudo examinarlo; solo usted sabe si es para { $recipient }.

# Lo que afirman las condiciones de los paquetes.
people = { $count ->
        [one] 1 persona
       *[other] { $count } personas
    }
place-sender = en el remitente
place-recipients = en los destinatarios
place-time = en la hora
place-date = en la fecha
place-size = en el tamaño
place-header = en la cabecera
place-attachments = en los adjuntos
day-monday = lunes
day-tuesday = martes
day-wednesday = miércoles
day-thursday = jueves
day-friday = viernes
day-saturday = sábado
day-sunday = domingo
feature-macros = macros
feature-external-links = enlaces a otros archivos
feature-embedded-files = archivos incrustados
feature-name-differs = otro tipo que el que dice su nombre
feature-contradictory = un contenido que se lee de dos maneras
said-words = «{ $word }» está { $where }
said-from = lo envía { $word }
said-to = va a { $word }, de { $among }
said-to-only = va solo a { $word }, de { $among }
said-parties = { $parties } son partes distintas
said-mixture = lo reciben juntas personas de { $parties }
said-label = lleva la etiqueta «{ $word }»
said-hours = se envió a las { $word }
said-days = se envió un { $word }
said-size = ocupa { $word }
said-type = «{ $word }» es del tipo { $type }
said-feature = «{ $word }» tiene { $feature }
said-attachments = { $count ->
        [one] lleva 1 archivo adjunto
       *[other] lleva { $count } archivos adjuntos
    }
said-first-contact = no consta ningún correo anterior a { $word }
said-first-contact-here = nadie de aquí ha escrito antes a { $word }
said-unusual-hour = este remitente casi nunca escribe a las { $word }
said-haste = sigue a otro correo en { $seconds } segundos
said-elsewhere = otros de fuera ya lo tuvieron, { $word } no
rule-stated = { $title }
    .detail = Se notó porque { $why }.
client-wall = { $parties } no deben compartir nunca un mensaje
    .detail = Hay un muro entre ellas. Ocultar una a la otra no ayuda: escriba dos mensajes.
client-wall-because = { $parties } no deben compartir nunca un mensaje
    .detail = Hay un muro entre ellas ({ $because }). Ocultar una a la otra no ayuda: escriba dos mensajes.

# Lo que busca cada comprobación.
title-blocked-party = Correo a una parte que no debe recibir ninguno
title-correction = Una corrección que repite lo enviado por error
title-name-twin = La persona equivocada de dos con casi el mismo nombre
title-lookalike-domain = Un dominio que se parece a uno conocido
title-unlikely-recipient = Alguien en contra de quien habla el correo anterior del remitente
title-outsider-among-insiders = Una sola persona de fuera en un correo para los de dentro
title-party-term = El nombre en clave de un cliente a otra persona
title-client-wall = Dos partes que nunca deben compartir un mensaje
title-two-clients = Personas de dos clientes en un correo
title-many-visible = Mucha gente de fuera ve las direcciones de los demás
title-freemail = Trabajo enviado a una dirección privada
title-greeting-mismatch = La persona saludada no recibe el correo
title-quoted-discussion = Una conversación interna citada sale fuera
title-labelled = Correo o archivos con etiqueta de uso interno
title-foreign-file = Un archivo de un cliente a otro
title-seen-elsewhere = Un archivo o una cita que tenía otra parte
title-hidden-in-file = Algo en un archivo que no se ve a primera vista
title-hidden-text = Texto del correo que no se ve
title-alternatives-differ = Dos versiones del texto que dicen cosas distintas
title-name-differs = Un archivo que no es lo que dice su nombre
title-program-file = Un programa o un archivo con macros
title-locked-file = Un archivo que nadie puede examinar
title-attachment-missing = Se promete un adjunto y falta
title-unreadable = Algo que no se pudo leer, o que se lee de dos maneras
title-history-unavailable = No se pudo consultar el correo anterior
title-gone-address = Una dirección abandonada, o de la que vuelve el correo
title-hidden-copy = Una copia oculta
title-reply-elsewhere = Las respuestas salen fuera aunque todos los destinatarios son de dentro
title-unaddressed = Alguien en Para o Cc no recibe el correo
