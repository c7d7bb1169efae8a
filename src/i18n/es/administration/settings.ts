import type { SettingName } from '../../../domain/institution-settings.ts';

interface SettingMessages {
  readonly label: string;
  readonly hint?: string;
}

const options: Readonly<
  Partial<Record<SettingName, Readonly<Record<string, { readonly label: string; readonly hint: string }>>>>
> = {
  resend: {
    score: {
      label: 'Cuando cambia su puntuación',
      hint: 'Si solo cambia el estado (con retraso, faltante, justificada), la calificación se retiene y se cuenta.',
    },
    'score+status': {
      label: 'Cuando cambia su puntuación o su estado',
      hint: 'También se envía un cambio a con retraso, faltante o justificada.',
    },
    everything: {
      label: 'Cuando cambia cualquier cosa',
      hint: 'Puntuaciones, estados, y nombres, fechas, puntos y categorías de las tareas.',
    },
  },
  conflicts: {
    report: {
      label: 'Dejarla e informar',
      hint: 'Comparar lo muestra. Si la puntuación cambia en Canvas, se envía otra vez.',
    },
    canvas_wins: {
      label: 'Enviar otra vez la puntuación de Canvas',
      hint: 'La próxima sincronización sobrescribe el cambio.',
    },
    ask: {
      label: 'Preguntar a una persona',
      hint: 'Esta calificación espera hasta que alguien decida en Comparar.',
    },
  },
  firstGrades: {
    found: {
      label: 'Juntas donde {sis} lo ofrece',
      hint: '«Probar escribiendo» lo averigua. Hasta entonces, cada calificación se envía por separado.',
    },
    together: {
      label: 'Juntas, sin prueba',
      hint: 'Si {sis} se niega, cada calificación se envía por separado en la misma sincronización.',
    },
    alone: { label: 'Cada una por separado', hint: 'También donde {sis} ofrece más.' },
  },
  overMaximum: {
    profile: { label: 'Como dice el perfil del SIS', hint: 'La mayoría de los perfiles la envía tal cual.' },
    send: { label: 'Enviarla tal cual', hint: 'Para crédito adicional, si {sis} la conserva.' },
    cap: { label: 'Reducirla a los puntos posibles', hint: 'La calificación en Canvas no cambia.' },
    refuse: { label: 'No enviarla', hint: 'El docente ve por qué.' },
  },
  belowZero: {
    send: { label: 'Enviarla', hint: '{sis} puede rechazarla; entonces la sincronización lo dice.' },
    zero: { label: 'Enviar 0 en su lugar', hint: 'La puntuación en Canvas se queda como está.' },
  },
  zeroPoints: {
    refuse: { label: 'No enviarla', hint: 'El docente ve por qué.' },
    send: {
      label: 'Enviarla con 0 puntos posibles',
      hint: 'Solo si {sis} lo acepta. Sus puntuaciones se envían sin cambios: nunca se reducen a 0.',
    },
  },
  comments: {
    none: { label: 'No enviar ninguno', hint: 'Los comentarios en {sis} se quedan como están.' },
    status: {
      label: 'Decir que tiene retraso, falta o está justificado',
      hint: 'Para un SIS que no muestra nada de eso, como la mayoría con OneRoster 1.1. En el idioma de su institución. Los comentarios de los docentes se quedan en Canvas.',
    },
  },
  textScores: {
    none: { label: 'Solo puntos', hint: 'Una A va como sus puntos.' },
    passFail: {
      label: 'Puntos, y completo o incompleto',
      hint: 'Para tareas de completo/incompleto. Necesita OneRoster 1.2.',
    },
    all: {
      label: 'Puntos, y también letras',
      hint: 'Como Canvas muestra la calificación, también en tareas de letra y de GPA. Necesita OneRoster 1.2.',
    },
  },
  excused: {
    profile: {
      label: 'Como dice el perfil del SIS',
      hint: 'Los perfiles de OneRoster 1.1 no lo envían hasta que una prueba muestre que {sis} lo guarda.',
    },
    send: {
      label: 'Enviarlo como exento',
      hint: 'Solo si {sis} lo guarda: OneRoster 1.1 envía un 0 con él, que de otro modo cuenta.',
    },
    refuse: { label: 'No enviarlo', hint: 'El docente ve por qué y exime al estudiante en {sis}.' },
  },
  finalGrades: {
    none: { label: 'No enviarlas', hint: 'A {sis} solo van calificaciones de tareas.' },
    current: {
      label: 'Enviar la puntuación actual',
      hint: 'Como la muestra el Libro de calificaciones: sin el trabajo que no está calificado. Una calificación final puesta a mano vale más.',
    },
    final: {
      label: 'Enviar la puntuación final',
      hint: 'El trabajo sin calificar cuenta como 0, también antes de su entrega. Una calificación final puesta a mano vale más.',
    },
  },
  finalGradesFor: {
    course: {
      label: 'Calificación final de todo el curso',
      hint: 'Con la fecha del último día del curso en Canvas, o de su período lectivo.',
    },
    periods: {
      label: 'Calificación final de cada período de calificación',
      hint: 'Desde el primer día del período, con la fecha del último.',
    },
  },
  existingLineItems: {
    ask: {
      label: 'Preguntar al docente',
      hint: 'No se envía nada de ella hasta que el docente elija usarla, o alguien borre una de las dos o le cambie el nombre.',
    },
    adopt: {
      label: 'Tomarla a su cargo',
      hint: 'Para escuelas que antes enviaban con otra herramienta. Las sincronizaciones usan la tarea del mismo nombre y fecha de entrega, con sus calificaciones: las iguales se quedan, las demás se cambian.',
    },
  },
  missingDueDate: {
    refuse: { label: 'No enviarla', hint: 'El docente ve por qué y le pone una fecha de entrega.' },
    periodEnd: {
      label: 'Enviarla con el último día del período de calificación',
      hint: 'El período actual; conserva ese día. Los docentes lo ven antes de enviar.',
    },
    omit: {
      label: 'Enviarla sin fecha de entrega',
      hint: 'Solo si {sis} acepta tareas sin ella. OneRoster pide una.',
    },
  },
  removal: {
    leave: {
      label: 'Dejarla en {sis}',
      hint: 'Comparar la muestra como abandonada.',
    },
    clear: {
      label: 'Borrarla en {sis}',
      hint: 'La próxima sincronización la borra, salvo que alguien la haya cambiado en {sis}. En OneRoster 1.1 elimina el resultado, si {sis} lo permite; si no, la calificación se queda.',
    },
  },
  csvFolder: {
    off: { label: 'No escribir ninguno', hint: 'Puede descargarlos en Conexión con el SIS.' },
    delta: {
      label: 'Escribir lo que cambió desde los últimos archivos',
      hint: 'Los primeros archivos lo contienen todo. Impórtelos por orden de nombre.',
    },
    bulk: {
      label: 'Escribir todo',
      hint: 'Cada importación sustituye lo que {sis} recibió antes de nosotros.',
    },
  },
  noticeCauses: {
    failed: { label: 'Sincronizaciones que fallaron', hint: 'No se envió nada, o no todo.' },
    attention: {
      label: 'Conexiones que dejaron de funcionar',
      hint: 'Las sincronizaciones esperan hasta que alguien las arregle.',
    },
    braked: {
      label: 'Sincronizaciones que se detuvieron para preguntar',
      hint: 'Cambiarían mucho. Alguien tiene que confirmarlas.',
    },
    problems: {
      label: 'Calificaciones que no llegaron',
      hint: 'La sincronización terminó, pero no todas las calificaciones están en {sis}.',
    },
    drift: {
      label: 'Calificaciones que cambiaron en {sis}',
      hint: 'Una comparación encontró otras calificaciones que las enviadas.',
    },
    schedule: {
      label: 'Programaciones que no iniciaron nada',
      hint: 'No pudimos leer Canvas en nombre del administrador.',
    },
  },
  noticeLanguage: {
    en: {
      label: 'Inglés',
      hint: 'Los docentes reciben su correo en su propio idioma.',
    },
    es: { label: 'Español', hint: 'Lo mismo en español.' },
  },
  longTitles: {
    refuse: {
      label: 'No enviar la tarea',
      hint: 'El docente ve por qué y acorta el nombre en Canvas.',
    },
    shorten: {
      label: 'Acortar el nombre para {sis}',
      hint: 'Sigue siendo único en su clase. Los docentes lo ven antes de enviar.',
    },
  },
  alsoMayPost: {
    ta: {
      label: 'Asistentes de docente',
      hint: 'Los docentes siempre pueden. Los asistentes ven y envían las secciones que Canvas les deja ver.',
    },
    designer: {
      label: 'Diseñadores del curso',
      hint: 'Los diseñadores también necesitan permiso para ver calificaciones en Canvas.',
    },
  },
} as const;

const window = {
  start: {
    label: 'No antes de',
    hint: 'Las sincronizaciones nocturnas se reparten en este tiempo, para que no empiecen todos los cursos a la vez.',
  },
  end: { label: 'No después de', hint: 'Si es anterior a la primera hora, significa el día siguiente.' },
  timeZone: {
    label: 'Zona horaria',
    hint: 'Las horas siguen esta zona, con el horario de verano. Al principio es la zona en la que Canvas le muestra las horas.',
  },
} as const;

export const settingsMessages = {
  title: 'Configuración',
  saved: 'Se guardó la configuración. Vale desde ahora.',
  save: 'Guardar la configuración',
  offersTitle: 'Lo que notamos de {sis}',
  offers: {
    whole:
      '{sis} solo guarda puntos enteros. Redondeó una puntuación por última vez el {when}. ¿Redondear antes de enviar?',
    takeWhole: 'Redondear a puntos enteros',
    decimals: {
      one: '{sis} guarda un decimal de una puntuación. Redondeó una por última vez el {when}. ¿Redondear antes de enviar?',
      other:
        '{sis} guarda {count} decimales de una puntuación. Redondeó una por última vez el {when}. ¿Redondear antes de enviar?',
    },
    takeDecimals: { one: 'Redondear a un decimal', other: 'Redondear a {count} decimales' },
    maximum:
      '{sis} reduce las puntuaciones por encima de los puntos posibles. Lo hizo por última vez el {when}. ¿Reducirlas antes de enviar?',
    takeMaximum: 'Reducir a los puntos posibles',
    exemptKept: '{sis} guardó “exento”; la última vez, el {when}. ¿Enviar a los estudiantes exentos?',
    takeExempt: 'Enviar a los estudiantes exentos',
    exemptLost:
      '{sis} no guardó “exento”; la última vez, el {when}. Lo que lo acompaña contaría. ¿Dejar de enviar a los estudiantes exentos?',
    takeNoExempt: 'No enviar a los estudiantes exentos',
    title: {
      one: '{sis} guarda {count} carácter del nombre de una tarea. La última vez que cortó o rechazó uno fue el {when}. ¿Acortar los nombres más largos antes de enviar?',
      other:
        '{sis} guarda {count} caracteres del nombre de una tarea. La última vez que cortó o rechazó uno fue el {when}. ¿Acortar los nombres más largos antes de enviar?',
    },
    takeTitle: { one: 'Acortar a {count} carácter', other: 'Acortar a {count} caracteres' },
  },
  contents: 'En esta página',
  groups: {
    pause: 'Pausa',
    name: 'Nombre de su SIS',
    sent: 'Qué se envía',
    scores: 'Puntuaciones y estados',
    finals: 'Calificaciones finales',
    brake: 'Cuándo una sincronización se detiene para preguntar',
    categories: 'Categorías',
    titles: 'Nombres de las tareas',
    people: 'Quién puede enviar calificaciones',
    sessions: 'Sesiones',
    nightly: 'Sincronizaciones nocturnas y programaciones',
    notices: 'Avisos',
    retention: 'Cuánto tiempo se guardan los registros',
  },
  fields: {
    paused: {
      label: 'Poner en pausa todas las sincronizaciones',
      hint: 'No sale nada mientras esto está activado. Las sincronizaciones en espera continúan cuando lo desactiva. No se pierde nada.',
    },
    sisLabel: {
      label: 'Nombre de su SIS',
      hint: 'Los docentes ven este nombre en todas partes, por ejemplo Focus. Use el mismo nombre que en Canvas.',
    },
    resend: { label: 'Enviar otra vez una calificación' },
    conflicts: { label: 'Cuando alguien cambió una puntuación en {sis}' },
    sendHiddenGrades: {
      label: 'Enviar calificaciones ocultas a los estudiantes',
      hint: 'Si está desactivado, una calificación se envía cuando se publica al estudiante en Canvas.',
    },
    sendNotCounted: {
      label: 'Enviar tareas que no cuentan para la calificación final',
      hint: 'En Canvas: “No contar esta tarea para la calificación final”. {sis} puede contarlas de todos modos.',
    },
    sendHiddenInGradebook: {
      label: 'Enviar tareas que el Libro de calificaciones de Canvas oculta',
      hint: 'Los estudiantes no ven estas tareas en sus calificaciones. A menudo son encuestas o prácticas.',
    },
    finalGrades: { label: 'Calificaciones finales de Canvas' },
    finalGradesFor: { label: 'Qué calificaciones finales' },
    finalGradeTitle: {
      label: 'Nombre de las calificaciones finales en {sis}',
      hint: 'Déjelo vacío para “Calificación final”, en el idioma de su institución. En un período de calificación le sigue el nombre de este.',
    },
    finalGradeCategory: {
      label: 'Categoría de las calificaciones finales en {sis}',
      hint: 'Exactamente como la llama {sis}. Elija una que no cuente para los promedios de {sis}. Déjelo vacío para no usar categoría.',
    },
    brakeShare: {
      label: 'Porcentaje de calificaciones que cambian',
      hint: 'Si una sincronización cambiaría más de las calificaciones en {sis}, se detiene hasta que alguien la confirme. Déjelo vacío para que nunca se detenga por esto.',
    },
    brakeMinimum: {
      label: 'Pero al menos estas calificaciones',
      hint: 'Una sincronización que cambia menos calificaciones no se detiene, sea cual sea el porcentaje.',
    },
    brakeZeros: {
      label: 'Calificaciones que pasan a 0',
      hint: 'Si una sincronización pondría tantas calificaciones en {sis} a 0, se detiene para preguntar. Déjelo vacío para que nunca se detenga por esto.',
    },
    brakeRemovals: {
      label: 'Preguntar antes de quitar calificaciones',
      hint: 'Si una sincronización quitaría alguna calificación de {sis}, se detiene para preguntar.',
    },
    lookAgainSeconds: {
      label: 'Segundos para volver a buscar calificaciones que {sis} aún no muestra',
      hint: 'De 0 a 600. Auméntelo si {sis} muestra tarde las calificaciones nuevas. Con 0, la sincronización mira una sola vez.',
    },
    requestsPerMinute: {
      label: 'Máximo de solicitudes por minuto a {sis}',
      hint: 'Para un SIS que rechaza más: las sincronizaciones esperan. Déjelo vacío para seguir el perfil del SIS.',
    },
    scoreDecimals: {
      label: 'Redondear las puntuaciones a estos decimales',
      hint: 'De 0 a 4; 0 significa puntos enteros. Deje vacío para enviarlas como dice el perfil del SIS.',
    },
    overMaximum: { label: 'Cuando una puntuación supera los puntos posibles' },
    belowZero: { label: 'Cuando una puntuación es menor que cero' },
    comments: { label: 'Comentario junto a una calificación' },
    textScores: {
      label: 'Calificaciones en letras o palabras',
    },
    zeroPoints: { label: 'Cuando una tarea vale 0 puntos (crédito adicional)' },
    excused: { label: 'Cuando un estudiante está exento' },
    existingLineItems: { label: 'Cuando una tarea ya está en {sis}' },
    missingDueDate: { label: 'Cuando una tarea no tiene fecha de entrega' },
    removal: {
      label:
        'Cuando una calificación enviada se quita u oculta en Canvas, o su estudiante o su tarea ya no está',
    },
    firstGrades: {
      label: 'Las primeras calificaciones de una tarea',
      hint: 'Juntas es mucho más rápido. Requiere OneRoster 1.2 y el permiso gradebook.createpost.',
    },
    removeLineItems: {
      label: 'Eliminar las tareas que Canvas ya no envía',
      hint: 'Solo donde se borran calificaciones, y para tareas que se eliminaron, se dejaron de publicar o ya no se sincronizan. Una sincronización las elimina en {sis} cuando ya no queda ninguna puntuación. Deshacer las recupera.',
    },
    categoryPage: {
      label: 'Ofrecer Sincronizar categorías del SIS',
      hint: 'Los docentes eligen una categoría de {sisLabel} para cada grupo de tareas y sección. Si está desactivado, los grupos coinciden solo por nombre.',
    },
    createCategories: {
      label: 'Permitir que los docentes creen categorías',
      hint: 'Sincronizar categorías ofrece entonces el nombre de cada grupo como categoría nueva de la clase. Solo si {sis} acepta categorías nuevas y las guarda para una sola clase.',
    },
    matchCategoriesByName: {
      label: 'Relacionar categorías por nombre',
      hint: 'Un grupo sin categoría usa la que tiene el mismo nombre. Si está desactivado, el grupo no se envía hasta que alguien elija.',
    },
    ungroupedCategory: {
      label: 'Categoría para tareas sin grupo',
      hint: 'Sin una clave de API, Canvas no nos dice el grupo de una tarea. Escriba el nombre de una categoría de {sisLabel} que tengan las clases. Déjelo vacío para no usar ninguna.',
    },
    titleLimit: {
      label: 'Nombre de tarea más largo',
      hint: 'En caracteres, de 10 a 1.000. Déjelo vacío para usar el límite del perfil del SIS.',
    },
    lineItemMetadata: {
      label: 'Metadatos de cada tarea',
      hint: 'Solo si el proveedor de {sis} los pide: nombre=valor, separados por punto y coma. Un valor puede contener [assignment], [section] o [group].',
    },
    longTitles: { label: 'Cuando un nombre es más largo' },
    alsoMayPost: { label: 'Quién puede enviar además de los docentes' },
    idleMinutes: {
      label: 'Cerrar las sesiones sin uso después de estos minutos',
      hint: 'De 5 a 480. Déjelo vacío para no tener límite. Toda sesión termina después de 8 horas o cuando la persona la cierra.',
    },
    nightlySyncOffered: {
      label: 'Ofrecer una sincronización nocturna',
      hint: 'Los docentes pueden activarla para su curso en Grade Sync › Configuración.',
    },
    nightlyWindow: { label: 'Cuándo empiezan las sincronizaciones nocturnas' },
    csvFolder: {
      label: 'Archivos OneRoster CSV, después de cada noche',
      hint: 'Solo con un perfil de SIS llamado OneRoster CSV. Los escribimos en la carpeta que su operador ha preparado.',
    },
    schedulesPaused: {
      label: 'Pausar todas las programaciones',
      hint: 'Mientras esté activado, las programaciones no inician nada. Las sincronizaciones nocturnas de los docentes siguen.',
    },
    compareNights: {
      label: 'Noches para comparar un curso entero',
      hint: 'Cada sincronización nocturna vuelve a leer una parte del curso en {sis}, para encontrar calificaciones que cambiaron o faltan allí. De 1 a 90. Déjelo vacío para omitirlo.',
    },
    noticeAddresses: {
      label: 'Direcciones de correo de los administradores',
      hint: 'Separadas por comas. Reciben un correo por la mañana si algún curso necesita a alguien. Nombra cursos, ningún estudiante y ninguna calificación.',
    },
    noticeCauses: { label: 'De qué informan los avisos' },
    noticeLanguage: {
      label: 'Idioma de su institución',
      hint: 'Este correo va en él. También las páginas, si no hablamos el idioma del Canvas o del navegador de una persona.',
    },
    noticesToPeople: {
      label: 'Ofrecer correo a los docentes',
      hint: 'Cada docente puede pedirlo en Grade Sync › Configuración, para las sincronizaciones que inició.',
    },
    runDays: {
      label: 'Guardar las sincronizaciones durante estos días',
      hint: 'Después borramos la sincronización y sus resultados. De 30 a 3.650.',
    },
    auditDays: {
      label: 'Guardar las líneas de auditoría durante estos días',
      hint: 'Después las borramos. Pregunte a quien se ocupa de la privacidad en su escuela. De 30 a 3.650.',
    },
    cellDays: {
      label: 'Guardar los cursos sin uso durante estos días',
      hint: 'Si nadie abre ni sincroniza un curso durante este tiempo, borramos lo que sabemos de sus calificaciones. {sis} conserva sus calificaciones, y una sincronización posterior las encuentra allí. De 30 a 3.650.',
    },
  } satisfies Record<SettingName, SettingMessages>,
  options,
  window,
} as const;
