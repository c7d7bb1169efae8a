export const writeFindings = {
  write_ids_refused: {
    text: '{sis} dice que no conoce una tarea nueva de esta clase. No acepta tareas nuevas, así que ninguna sincronización puede funcionar.',
    ask: 'si un PUT de un line item con un sourcedId nuevo lo crea y, si no, cómo se crean las tareas.',
  },
  write_reached_other: {
    text: '{sis} respondió con la tarea {id}, que ya existía. Nos detuvimos y no escribimos nada más.',
    ask: 'por qué un line item nuevo se toma por otro.',
  },
  write_students_unread: {
    text: 'No se probó: sin la lista de estudiantes no sabemos quién podría recibir una calificación de prueba. La prueba sin escritura muestra si Grade Passback puede escribir.',
  },
  write_no_student: {
    text: 'No se probó: la clase no tiene ningún estudiante que pueda recibir una calificación de prueba. Elija una sección que lo tenga.',
  },
  test_line_item_kept: { text: '{sis} muestra la tarea de prueba “{title}” tal como se envió.' },
  test_line_item_created: {
    text: '{sis} no acepta ID nuevos nuestros, pero creó la tarea de prueba “{title}” con el suyo. Las sincronizaciones hacen lo mismo.',
    ask: 'si un PUT de un line item con un sourcedId nuevo podría crearlo, como dice la especificación.',
  },
  test_line_item_differs: {
    text: '{sis} aceptó la tarea de prueba “{title}”, pero la muestra de otra forma: {fields}.',
    ask: 'por qué estos campos no se guardan como se envían: {fields}',
  },
  test_line_item_not_shown: {
    text: '{sis} aceptó la tarea de prueba, pero no la muestra en la clase. Puede que no haya guardado nada.',
    ask: 'adónde va un line item aceptado y si aparece en /classes/(id)/lineItems.',
  },
  test_line_item_unread: {
    text: '{sis} aceptó la tarea, pero sus tareas no se pueden leer para ver si la guardó.',
  },
  line_item_doubled: {
    text: '{sis} añade otra tarea cada vez que se envía una. Cada calificación contaría dos veces.',
    ask: 'cómo se cambia un line item que ya existe.',
  },
  line_item_change_kept: { text: '{sis} guarda el nombre nuevo de la tarea.' },
  line_item_change_refused: {
    text: '{sis} se niega a cambiar la tarea. Las tareas renombradas conservan allí su nombre anterior.',
  },
  line_item_change_ignored: {
    text: '{sis} acepta un nombre nuevo de la tarea y muestra el anterior.',
  },
  score_kept: { text: '{sis} muestra la calificación como se envió, con tres decimales.' },
  score_rounded: { text: '{sis} guarda menos decimales: {sent} quedó en {shown}.' },
  score_differs: {
    text: '{sis} muestra {shown} donde se envió {sent}.',
    ask: 'por qué una calificación de {sent} queda en {shown}.',
  },
  score_not_shown: {
    text: '{sis} aceptó la calificación, pero no la muestra. Puede que no haya guardado nada.',
    ask: 'adónde va un resultado aceptado y cuándo aparece en /classes/(id)/lineItems/(id)/results.',
  },
  score_twice: {
    text: '{sis} muestra más de una calificación del estudiante en una misma tarea.',
    ask: 'cómo se cambia un resultado que ya existe.',
  },
  score_unread: {
    text: '{sis} aceptó la calificación, pero los resultados no se pueden leer. Las calificaciones se envían sin confirmarse.',
  },
  score_date_other: {
    text: '{sis} rechaza la fecha de la calificación como {form} y la acepta como {other}. Elija un perfil que envíe {other}.',
    ask: 'qué forma de scoreDate acepta.',
  },
  score_whole_only: {
    text: '{sis} rechaza calificaciones con decimales. En Ajustes, redondee las calificaciones a 0 decimales.',
  },
  maximum_kept: { text: '{sis} guarda {sent} de {points} puntos.' },
  maximum_capped: { text: '{sis} reduce {sent} de {points} puntos a {points}.' },
  maximum_refused: {
    text: '{sis} rechaza {sent} de {points} puntos. En Ajustes, elija qué pasa con esas calificaciones.',
  },
  maximum_lost: { text: '{sis} acepta {sent} de {points} puntos, pero muestra otra cosa.' },
  change_kept: { text: '{sis} guarda una calificación cambiada.' },
  change_ignored: {
    text: '{sis} acepta una calificación cambiada de {sent}, pero muestra {shown}.',
    ask: 'cómo se cambia un resultado que ya existe.',
  },
  change_refused: {
    text: '{sis} se niega a cambiar una calificación que ya tiene.',
    ask: 'cómo se cambia un resultado que ya existe.',
  },
  exempt_kept: { text: '{sis} guarda que un estudiante está exento.' },
  exempt_lost: {
    text: '{sis} no guarda “exento”. La calificación que lo acompaña contaría, así que exima a los estudiantes en {sis} mismo.',
  },
  exempt_refused: { text: '{sis} rechaza “exento”. Exima a los estudiantes en {sis} mismo.' },
  title_whole: { text: '{sis} guarda un nombre de {count} caracteres.' },
  title_cut: {
    text: '{sis} corta los nombres después de {count} caracteres. En Ajustes, indíquelo como el título más largo.',
  },
  title_refused: {
    text: '{sis} rechaza nombres más largos; aceptó {count} caracteres. En Ajustes, indíquelo como el título más largo.',
  },
  title_lost: { text: '{sis} acepta un nombre largo, pero muestra otro.' },
  title_never: { text: '{sis} rechazó la tarea con un nombre más largo.' },
  points_kept: { text: '{sis} guarda medios puntos posibles.' },
  points_changed: { text: '{sis} muestra {shown} puntos posibles donde se enviaron {sent}.' },
  points_refused: {
    text: '{sis} rechaza medios puntos posibles. Allí las tareas necesitan puntos enteros.',
  },
  columns_offered: {
    text: '{sis} acepta juntas las primeras calificaciones de una tarea. Las sincronizaciones lo aprovechan, salvo que Ajustes diga otra cosa.',
  },
  columns_lost: {
    text: '{sis} acepta juntas las primeras calificaciones de una tarea, pero no las guarda o no las cambia como se envían. Cada una se envía por separado.',
    ask: 'cómo se cambia un resultado creado con POST /lineItems/(id)/results.',
  },
  columns_not_offered: {
    text: '{sis} no acepta juntas las primeras calificaciones de una tarea. Cada una se envía por separado, lo que tarda más.',
  },
  columns_not_tried: {
    text: 'No pudimos averiguar si {sis} acepta juntas las primeras calificaciones de una tarea.',
  },
  result_withdrawn: {
    text: 'La calificación de prueba ya no está: {sis} quita lo que se envía como eliminado.',
  },
  result_deleted: {
    text: '{sis} conservó la calificación de prueba enviada como eliminada, y la quitó con DELETE.',
  },
  result_stays: {
    text: '{sis} no quita calificaciones. Las que desaparecen en Canvas se quedan en {sis}.',
  },
  line_item_removed: { text: 'La tarea de prueba ya no está: {sis} elimina tareas.' },
  line_item_withdrawn: {
    text: 'La tarea de prueba ya no está: {sis} quita lo que se envía como eliminado.',
  },
  line_item_removal_unseen: {
    text: '{sis} dice que eliminó la tarea de prueba. No podemos leer si ya no está.',
  },
  line_item_left: {
    text: '{sis} no elimina tareas. Elimine a mano “{title}” (ID {id}) en la clase “{class}”.',
  },
  out_of_time: {
    text: 'La prueba tardó demasiado y se terminó. Puede que {sis} esté lento ahora; pruebe más tarde.',
    ask: 'que revisen su registro de esa hora, si sigue ocurriendo.',
  },
} as const;
