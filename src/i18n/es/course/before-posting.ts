export const beforePostingMessages = {
  ungraded: {
    short: { one: '{count} entrega sin calificar', other: '{count} entregas sin calificar' },
    long: {
      one: 'Hay que calificar {count} entrega antes de poder enviarla.',
      other: 'Hay que calificar {count} entregas antes de poder enviarlas.',
    },
  },
  hiddenHeld: {
    short: { one: '{count} calificación oculta', other: '{count} calificaciones ocultas' },
    long: {
      one: '{count} calificación está oculta a los estudiantes. Para enviarla, publíquela primero en el Libro de calificaciones de Canvas.',
      other:
        '{count} calificaciones están ocultas a los estudiantes. Para enviarlas, publíquelas primero en el Libro de calificaciones de Canvas.',
    },
  },
  hiddenSent: {
    short: { one: '{count} calificación oculta', other: '{count} calificaciones ocultas' },
    long: {
      one: '{count} calificación está oculta a los estudiantes. Su institución la envía de todos modos.',
      other:
        '{count} calificaciones están ocultas a los estudiantes. Su institución las envía de todos modos.',
    },
  },
  studentsWithoutSisId: {
    short: { one: '{count} estudiante sin ID del SIS', other: '{count} estudiantes sin ID del SIS' },
    long: {
      one: '{count} estudiante no tiene ID del SIS, así que no se pueden enviar sus calificaciones.',
      other: '{count} estudiantes no tienen ID del SIS, así que no se pueden enviar sus calificaciones.',
    },
  },
  sectionsWithoutSisId: {
    short: { one: '{count} sección sin ID del SIS', other: '{count} secciones sin ID del SIS' },
    long: {
      one: 'Esta sección no tiene ID del SIS, así que no se sincroniza: {names}.',
      other: 'Estas secciones no tienen ID del SIS, así que no se sincronizan: {names}.',
    },
  },
  customStatuses: {
    short: { one: '{count} estado personalizado', other: '{count} estados personalizados' },
    long: {
      one: '{count} calificación tiene un estado personalizado en Canvas. La enviamos tal como está; {sis} no recibe el estado.',
      other:
        '{count} calificaciones tienen un estado personalizado en Canvas. Las enviamos tal como están; {sis} no recibe los estados.',
    },
  },
  finalOverrides: {
    short: {
      one: '{count} calificación final puesta a mano',
      other: '{count} calificaciones finales puestas a mano',
    },
    long: {
      one: '{count} estudiante tiene en Canvas una calificación final puesta a mano. Su institución no la envía, así que {sis} no la recibe.',
      other:
        '{count} estudiantes tienen en Canvas una calificación final puesta a mano. Su institución no la envía, así que {sis} no la recibe.',
    },
  },
  heldBack: {
    short: { one: '{count} calificación retenida', other: '{count} calificaciones retenidas' },
    long: {
      one: '{count} calificación está retenida porque solo cambió su estado o su tarea. Para enviarla, cambie la puntuación o use Remaster Grade Passback en Configuración.',
      other:
        '{count} calificaciones están retenidas porque solo cambió su estado o su tarea. Para enviarlas, cambie las puntuaciones o use Remaster Grade Passback en Configuración.',
    },
  },
} as const;
