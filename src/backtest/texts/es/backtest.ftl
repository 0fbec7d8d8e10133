# Lo que dice un ensayo con correo anterior.
title = Por qué habría preguntado Outguard
footer = Juzgado con lo que se sabía cuando salió cada correo. No se ha guardado nada.

mails = Correos
mails-of = { $mails }, { $past } de ellos con un pasado: los primeros { $least } de cada remitente solo enseñan
period = Desde – hasta
period-of = { $first } – { $last }
senders = Remitentes
budget = Presupuesto
budget-of = { $asks } de 100 correos de un remitente por lo aprendido (policy.asks_per_100)
left-out = Excluidos
left-out-of = { $damaged } dañados, { $copies } copias, { $others } de otros
unread = Ilegible
unread-of = { $place }: { $why }
why-no-header = sin cabecera
why-no-sender = sin remitente
why-no-recipient = sin destinatario
why-no-date = sin fecha
why-too-large = más grande de lo que puede ser un mensaje
why-cannot-be-read = ilegible
asked = Habría preguntado en { $asks } de { $mails } correos: { $share } de 100.
asked-none = No habría preguntado en ninguno de { $mails } correos.
busiest = El día de más preguntas fue el { $day }: { $asks } de { $mails } correos.

rules = Por comprobación y regla
rules-none = No se ha notado nada.
rules-chart = Correos en los que pregunta, de 100
rule = Comprobación o regla
asks = Preguntas
per-100 = De 100
alone = Nada más pregunta
looks-for = Busca
notes = Notas
months = Por mes
months-chart = Correos que habrían esperado, de 100
month = Mes

slips = Errores plantados
slips-how = En copias de { $count } correos se cambió o añadió un destinatario como lo hace la gente por error. Se cuenta como detectado lo que pregunta por el propio destinatario equivocado.
slips-none = No se plantó ninguno: nadie había enviado aún { $least } correos, así que se sabía demasiado poco.
slips-chart = Errores detectados, de 100
slip = Error
planted = Plantados
caught = Detectados
caught-then = Detectados con las otras
by-history = Solo por lo aprendido
form-autocomplete = otra persona que empieza igual
form-samedomain = otra persona de la misma empresa
form-lookalike = un nombre parecido de otra empresa
form-replyall = alguien de fuera más al responder a todos
form-stray = un contacto sin relación
form-typo = una dirección con errata
form-directory = un tocayo del directorio

budgets = Lo que detecta un presupuesto
budgets-how = Los mismos correos con otros valores de policy.asks_per_100. Preguntado y detectado es aquí lo que hacen por sí solos los valores del correo anterior, sin ninguna otra comprobación; preguntado cuenta de los { $count } correos con un pasado.
budgets-chart = Errores detectados, de 100
budget-asked = Preguntado, de 100 con un pasado

people = Por remitente
sender = Remitente
cut = Umbral
cut-none = se ha aprendido poco
cut-notes = { $cut }, solo notas

compared = Con las otras reglas
compared-of = Habrían preguntado en { $asks } de { $mails } correos: { $share } de 100. { $more } más, { $less } menos.
compared-same = Ambas preguntan en los mismos correos.
now = Ahora
then = Con las otras
more = Solo preguntado con las otras reglas
less = Ya no preguntado con las otras reglas
notes-now = Notas ahora
notes-then = Notas con las otras
notes-more = Anotado solo con las otras reglas
notes-less = Ya no anotado con las otras reglas

list = Los correos detrás de las cifras
list-none = No hay ninguno.
notes-list = Correos de los que solo se toma nota
list-more = { $count } más están en la salida de --json.
date = Fecha
from = De
to = A
why = Comprobaciones y reglas
subject = Asunto
and-more = y { $count } más
