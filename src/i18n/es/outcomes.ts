import type { ItemReason } from '../../domain/outcomes.ts';

export const stageMessages = [
  'Leer Canvas',
  'Leer el SIS',
  'Comparar datos',
  'Enviar tareas',
  'Enviar puntuaciones',
] as const;

export const stateMessages = {
  queued: 'Programada',
  scheduled: 'Programada',
  running: 'En curso',
  waiting_for_sis: 'Esperando al SIS',
  waiting_for_person: 'Esperando confirmación',
  completed: 'Completada',
  completed_with_problems: 'Completada con problemas',
  nothing_to_send: 'Nada que enviar',
  failed: 'Con error',
  cancelled: 'Cancelada',
} as const;

export const kindMessages = {
  post: 'Enviar calificaciones',
  nightly: 'Sincronización nocturna',
  remaster: 'Remaster Grade Passback',
  retry: 'Reintentar lo que falló',
  undo: 'Deshacer',
  compare: 'Comparar con el SIS',
} as const;

export const itemOutcomeMessages = {
  pending: 'En camino',
  sent: 'Enviado',
  confirmed: 'Enviado y verificado',
  unchanged: 'Sin cambios',
  held_back: 'Retenido',
  skipped: 'Omitido',
  failed: 'Con error',
} as const;

export const lineItemOutcomeMessages = {
  created: 'Creada',
  updated: 'Actualizada',
  unchanged: 'Sin cambios',
  pending: 'En camino',
  refused: 'No enviado',
  failed: 'Con error',
  nothing_to_send: 'Nada que enviar',
  gradesSent: 'Calificaciones enviadas',
  notAllSent: 'No todo se envió',
  notAsSent: 'No como se envió',
} as const;

/** What goes to the SIS as the comment of a result, in the institution’s language. */
export const gradeCommentMessages = {
  late: 'Con retraso',
  missing: 'Falta',
  excused: 'Justificado',
} as const;

export const scoreStatusMessages = {
  exempt: 'Justificada',
  'fully graded': 'Calificada',
  'partially graded': 'Calificada en parte',
  'not submitted': 'Faltante',
  submitted: 'Entregada',
  late: 'Con retraso',
  'late submission': 'Con retraso',
} as const;

export const reasonMessages = {
  test_student: 'El estudiante de prueba de Canvas nunca se envía.',
  student_without_sis_id: 'El estudiante no tiene ID del SIS en Canvas.',
  student_inactive: 'El estudiante ya no está activo en este curso.',
  section_without_sis_id: 'La sección del estudiante no tiene ID del SIS en Canvas.',
  grade_hidden: 'La calificación está oculta. Publíquela primero en el Libro de calificaciones de Canvas.',
  left_behind: 'El estudiante dejó esta clase.',
  assignment_refused: 'La tarea tiene un problema en esta sección.',
  score_removed: 'Alguien quitó la puntuación en Canvas.',
  cancelled: 'Alguien canceló la sincronización antes de que enviara esta calificación.',
  status_only: 'Solo cambió el estado. Para enviarla otra vez, cambie la puntuación o use Remaster.',
  details_only:
    'Solo cambió el nombre, los puntos, las fechas o la categoría de la tarea. Van con la próxima puntuación que cambie en esta clase, o con Remaster.',
  changed_in_sis:
    'Alguien cambió la puntuación en {sis}. La suya se envía cuando cambie en Canvas, o con Remaster.',
  undone:
    'Alguien deshizo su sincronización. Su puntuación se envía otra vez cuando cambie en Canvas, o con Remaster.',
  undo_sent_later: 'Una sincronización posterior envió esta calificación, así que no la tocamos.',
  undo_changed_in_sis: 'Alguien la cambió en {sis} después, así que no la tocamos.',
  undo_unknown: 'No sabemos qué tenía {sis} antes ni qué tiene ahora, así que no la tocamos.',
  undo_not_expressible:
    '{sis} no tenía puntuación aquí antes, y OneRoster 1.1 no puede quitarla, así que no la tocamos.',
  missing_in_sis: '{sis} ya no tiene la puntuación que enviamos.',
  class_not_in_sis: '{sis} no conoce la clase de esta sección.',
  student_not_in_sis: '{sis} no tiene a este estudiante en esta clase.',
  student_ambiguous: '{sis} tiene más de un estudiante con este ID del SIS en esta clase.',
  score_above_maximum: 'La puntuación supera los puntos posibles. {sis} no acepta eso.',
  score_not_whole: '{sis} acepta solo puntuaciones enteras.',
  exempt_not_expressible: '{sis} no tiene forma de marcar a un estudiante como justificado.',
  line_item_refused: '{sis} rechazó la tarea, así que sus calificaciones no se pudieron enviar.',
  sis_refused: '{sis} rechazó esta calificación.',
  not_confirmed: '{sis} aceptó la calificación pero muestra otra distinta.',
  not_verified:
    '{sis} aceptó la calificación, pero todavía no la muestra. La próxima sincronización lo comprueba.',
  never_shown:
    '{sis} aceptó la calificación dos veces, pero no la muestra. Se envía de nuevo si cambia la puntuación o con Remaster.',
  sis_rounds: '{sis} tiene la calificación, pero guarda menos decimales que Canvas.',
  sis_caps: '{sis} tiene la calificación, pero la reduce a los puntos posibles.',
  line_item_differs:
    '{sis} aceptó la calificación, pero no muestra su tarea como la enviamos. La tarea dice en qué difiere.',
  excuse_not_kept:
    '{sis} no conserva «justificado», así que retiramos lo que enviamos. Justifique al estudiante en {sis}.',
  excuse_counts:
    '{sis} no conserva «justificado», y no pudimos retirar la nota enviada: cuenta. Corríjala en {sis}.',
  result_twice:
    '{sis} muestra más de un resultado de este estudiante en esta tarea. Borre en {sis} el que no corresponde.',
  sis_error:
    '{sis} falló con esta calificación varias veces, aunque aceptó otras. Puede que la haya guardado o no.',
  sis_unreachable: '{sis} no respondió por esta calificación, aunque lo intentamos varias veces.',
  quarantined: 'El envío de esta calificación falló tres veces de golpe, así que la apartamos.',
  not_sent: 'La sincronización terminó antes de enviar esta calificación.',
} as const satisfies Readonly<Record<ItemReason, string>>;
