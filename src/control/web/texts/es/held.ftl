# La página de un correo. Los pasos y las clases son palabras dentro de frases.
title-why = ¿Por qué se retuvo?
step-note = anotado
step-pass = pasa
step-delay = tiempo para deshacer
step-ask = pregunta
step-tick = pide marcar
step-type = pide escribir
step-approve = pide una segunda persona
step-refuse = rechazado
kind-internal = trabaja con usted
kind-client = cliente
kind-partner = socio
kind-external = de fuera
kind-freemail = buzón privado
kind-blocked = no recibe correo de aquí
held-since = retenido el { $at }
from = de { $sender }
changed-title = Algo ha cambiado desde que usted miró.
changed-again = No se ha hecho nada. Abajo está como es ahora; decida de nuevo, por favor.
changed-replace = { $by } puso a { $to } en lugar de { $from }, { $at }.
changed-remove = { $by } quitó a { $from }, { $at }.
changed-bcc = { $by } ocultó a { $from } de los demás, { $at }.
changed-release = { $by } lo autorizó, { $at }.
changed-cancel = { $by } lo retiró, { $at }.
changed-approve = { $by } lo aprobó, { $at }.
changed-reject = { $by } lo rechazó, { $at }.
changed-stop = { $by } lo detuvo, { $at }.
changed-extend = { $by } cambió el plazo, { $at }.
changed-return = Nadie decidió; volvió como borrador, { $at }.
wrong-address = No se ha hecho: esta dirección no puede ocupar ese lugar. Quizá está mal escrita o ya recibe el correo.
wrong-recipient = No se ha hecho: este destinatario no se puede cambiar así. Retire el correo y envíelo de nuevo.
carries = { $file } va a
swap = Enviar a otra persona en lugar de { $address }
swap-whom = La dirección correcta
swap-do = Cambiar y mirar de nuevo
nothing-odd = No queda nada extraño. Espera a que usted lo envíe.
written = Usted escribió
you-know = Usted conoce
in-directory = En el directorio
perhaps = Quizá quiere decir
never-written = Nunca ha escrito a esta dirección.
written-before = { $count ->
        [one] 1 correo hasta ahora, el { $last }
       *[other] { $count } correos hasta ahora, el último el { $last }
    }
side-before = antes de la @
side-after = después de la @
char-digit = la cifra { $c }
char-letter = la letra { $c }
char-sign = el signo { $c }
char-foreign = una letra de otra escritura, { $c } ({ $code })
differs-other = { $side }, el carácter { $n } es { $what }, no { $instead }
differs-extra = { $side }, el carácter { $n } sobra: { $what }
differs-missing = { $side }, falta { $what } tras el carácter { $n }
differs-before = la parte antes de la @ no es { $known }
differs-after = el dominio no es { $known }
more-findings = { $count ->
        [one] 1 motivo más, abajo en «¿Por qué se retuvo?»
       *[other] { $count } motivos más, abajo en «¿Por qué se retuvo?»
    }
would-reach = Lo que llegaría
file-unnamed = un archivo sin nombre
what-now = Lo que puede hacer
fix-replace = Enviar a { $address } en su lugar
fix-remove = { $count ->
        [one] Quitar a { $address } y enviar a la otra persona
       *[other] Quitar a { $address } y enviar a las otras { $count }
    }
fix-remove-many = { $count ->
        [one] Quitar a estas { $many } personas y enviar a la otra
       *[other] Quitar a estas { $many } personas y enviar a las otras { $count }
    }
fix-bcc = Ocultar a { $address } de los demás (Cco) y enviar
fix-bcc-many = { $count ->
        [one] Ocultar a esta persona de los demás (Cco) y enviar
       *[other] Ocultar a estas { $count } personas entre sí (Cco) y enviar
    }
others = { $count ->
        [one] 1 persona más
       *[other] { $count } personas más
    }
others-known = { $count ->
        [one] – alguien a quien conoce
       *[other] – a todas las conoce
    }
others-more = { $count ->
        [one] y 1 más
       *[other] y { $count } más
    }
remove-one = Quitar
replace-one = Cambiar por { $address }
send-as-it-is = Enviarlo tal como está
really-mean = De verdad quiero esto
tick-mean = Sí, me refiero a
tick-missing = No se envió: marque cada dirección a la que se refiere.
type-wrong = No se envió: aquí todavía no dice { $text }.
check = Comprobar
fits = Es correcto. No se ha enviado nada; pulse ahora el último botón.
reason = ¿Por qué? (queda en el registro)
send-only = Enviar a { $address }
send-including = { $count ->
        [one] Enviar a { $address }
       *[other] Enviar a { $count } personas, entre ellas { $address }
    }
second-person = Una segunda persona decide si se envía. Usted puede cambiarlo o retirarlo.
mail-text = Texto del correo
mail-quoted = Citado
mail-hidden = Texto que no se ve en el correo
mail-html = Cómo se ve
mail-html-safe = Sin programas, y no se carga nada de fuera: pueden faltar imágenes.
mail-html-cut = Uno muy largo se corta.
mail-headers = Cabeceras
cut = El resto no se muestra aquí; el borrador lo tiene todo.
draft = Obtener el correo como archivo, para cambiarlo y enviarlo de nuevo
why = ¿Por qué se retuvo?
why-all = Lo que dice cada comprobación
why-held = Retenido el { $at }: { $step }
why-judged = Juzgado ahora, { $at }: { $step }
why-differs = Ahora sería «{ $now }», al retenerlo fue «{ $then }»: el correo anterior o las reglas han cambiado desde entonces.
why-words = Lo mismo que
why-outcome = Resultado
why-check = Comprobación
why-says = Lo que dice
why-facts = Hechos
why-fired = saltó
why-nearly = casi
why-silent = callada
why-off = apagada
deadline = Si usted no hace nada, no se envía. El { $at } lo recibe de vuelta como borrador.
longer = Un día más
already = Esto ya estaba decidido; así está ahora.
state-delayed = Sale a las { $at }.
state-leaving = { $count ->
        [one] Sale ahora, a 1 persona.
       *[other] Sale ahora, a { $count } personas.
    }
state-queued = En camino.
state-unsure = Puede que se haya enviado.
state-sent = Enviado.
state-partly = Enviado, pero no a todos.
state-failed = No entregado.
state-cancelled = No enviado: se retiró.
state-rejected = No enviado: una segunda persona dijo que no.
state-returned = No enviado: volvió como borrador.
state-damaged = No enviado: el correo guardado está dañado.
means-delayed = Todavía puede retenerlo aquí o retirarlo.
means-leaving = Usted lo ha autorizado. Todavía puede detenerlo.
means-queued = Puede salir; su servidor aún no lo ha aceptado para todos. Outguard lo sigue intentando.
means-unsure = La conexión se cortó antes de que el servidor respondiera. Pregunte a un destinatario antes de enviarlo otra vez.
means-sent = Su servidor lo ha aceptado.
means-failed = Su servidor lo ha rechazado definitivamente. Se le avisó por correo.
means-cancelled = Nadie de abajo lo recibe, salvo donde se indica. Obtenga el borrador para cambiarlo y enviarlo de nuevo.
means-rejected = Nadie lo recibe. Se le dijo el motivo por correo.
means-returned = Nadie decidió a tiempo, así que no se envió. El borrador volvió a su remitente por correo.
means-damaged = Lo guardado no es lo que se aceptó, así que nunca se envía. Escríbalo de nuevo, por favor.
in-seconds = En { $seconds } s
seconds-left = segundos restantes
window-over = El tiempo para detenerlo ha terminado.
stop = Detenerlo
keep = Retenerlo
leave-now = Enviarlo ahora
look-again = Mirar de nuevo
send-again = Enviarlo otra vez
fate-waiting = espera
fate-removed = quitado
fate-attempting = se está entregando
fate-sent = aceptado por { $host }, { $at }
fate-deferred = se intenta de nuevo
fate-failed = rechazado
fate-unsure = puede que lo tenga
sent-folder = La carpeta de enviados de su programa de correo sigue mostrando los destinatarios anteriores: guardó su copia antes del cambio.
what-happened = Lo que ha pasado
next = Siguiente: { $id }
