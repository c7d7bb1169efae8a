export const settingsMessages = {
  title: 'Configuración',
  remaster: 'Remaster Grade Passback',
  explain:
    'Enviamos una puntuación una vez, y otra vez cuando cambia. Remaster envía otra vez las puntuaciones, los estados y los detalles de las tareas elegidas.',
  warning:
    'Remaster sobrescribe las tareas elegidas en {sis} con lo que Canvas tiene ahora, también donde alguien cambió una calificación en {sis}. Un curso grande puede tardar un rato.',
  choose: 'Elija las tareas para Remaster',
  continue: 'Continuar',
  assignment: 'Tarea',
  gradesCount: 'Calificaciones',
  lastSync: 'Última sincronización',
  empty: 'Ninguna tarea está marcada como Sincronizar con {sisLabel}.',
  confirmTitle: '¿Remaster Grade Passback?',
  confirm: {
    one: 'Enviaremos otra vez a {sis} las puntuaciones, los estados y los detalles de {count} tarea.',
    other: 'Enviaremos otra vez a {sis} las puntuaciones, los estados y los detalles de {count} tareas.',
  },
  confirmGrades: {
    one: 'Es {count} calificación, haya cambiado o no.',
    other: 'Son {count} calificaciones, hayan cambiado o no.',
  },
  confirmButton: 'Remaster',
  confirmBack: 'Volver',
  needsConnection: 'Conéctese con Canvas para elegir tareas.',
  connection: {
    title: 'Conexión con Canvas',
    explain:
      'Grade Passback lee las tareas y calificaciones en Canvas con su permiso. Lee solo lo que usted puede ver allí.',
    connected: 'Usted ha dado permiso.',
    notConnected: 'Usted no ha dado permiso.',
    end: 'Terminar la conexión',
    endNote:
      'Canvas le preguntará otra vez antes de su próxima sincronización en cualquier curso. Las calificaciones ya enviadas se quedan en {sis}.',
    nightlyWillStop:
      'Las sincronizaciones nocturnas de estos cursos usan su permiso y se detendrán: {courses}. Continúan cuando usted se conecte otra vez, o cuando otra persona las desactive y las active.',
    nightlyStopped:
      'Las sincronizaciones nocturnas de estos cursos necesitan su permiso y se detuvieron: {courses}. Continúan cuando usted se conecte otra vez, o cuando otra persona las desactive y las active.',
    ended: 'Usted terminó la conexión. Grade Passback ya no lee Canvas en su nombre.',
  },
  nightly: {
    title: 'Sincronización nocturna',
    explain:
      'Cada noche enviamos las calificaciones nuevas y cambiadas de todas las tareas marcadas como Sincronizar con {sisLabel}. El Historial muestra los resultados.',
    window: 'Su institución la ejecuta entre {start} y {end} ({timeZone}).',
    off: 'La sincronización nocturna está desactivada en este curso.',
    on: 'La sincronización nocturna está activada en este curso.',
    next: 'Próxima vez: {at}.',
    last: 'Último inicio: {at}.',
    by: '{name} la activó. Lee Canvas con su permiso.',
    paused:
      'Su institución ha puesto en pausa las sincronizaciones. Las nocturnas continúan cuando termine la pausa.',
    wholeCourse:
      'Una sincronización nocturna abarca todo el curso, y en Canvas usted ve solo sus propias secciones. Pregunte a un docente que las vea todas.',
    switchOn: 'Activar',
    switchOff: 'Desactivar',
  },
} as const;
