# Lo que cada informe dice alrededor de su contenido.

reference = Referencia
made = Elaborado
classification = Clasificación
page = Página { $number } de { $all }

check-open = pendiente
check-done = hecho
check-skipped = omitido
check-overdue = vencido

callout-notice = Nota
callout-warning = Atención
callout-overdue = Vencido

due = Vence: { $at }
due-unknown = No se sabe cuándo vence
clock-running = en curso
clock-soon = vence pronto
clock-overdue = vencido
clock-met = cumplido
clock-unknown = no se sabe

chart-numbers = Las cifras
