export const overviewMessages = {
  title: 'Resumen',
  tiles: 'Cursos según su última sincronización',
  allCourses: 'Cursos con sincronizaciones',
  failing: 'Con error',
  withProblems: 'Con problemas',
  waiting: 'Esperando a {sis}',
  needsAttention: 'Necesita atención',
  going: 'En curso',
  well: 'Sin problemas',
  sectionsOnly: 'Solo algunas secciones',
  stateOfSections: '{state} · solo algunas secciones',
  lostSisSecret:
    'Grade Passback ya no puede leer el secreto de {sis}. Escríbalo otra vez, o no se podrán enviar calificaciones.',
  lostApiKeySecret:
    'Grade Passback ya no puede leer el secreto de la clave de API de Canvas. Escríbalo otra vez, o no se podrán leer los cursos.',
  keyFaults: {
    canvas_key_refused: {
      one: 'Canvas no aceptó la clave de API, por última vez el {when}.',
      other: 'Canvas no aceptó la clave de API {count} veces, la última el {when}.',
    },
    canvas_key_scopes: {
      one: 'A la clave de API le faltan permisos (scopes). {count} persona no pudo conectarse con Canvas, por última vez el {when}.',
      other:
        'A la clave de API le faltan permisos (scopes). Las personas no pudieron conectarse con Canvas {count} veces, la última el {when}.',
    },
    canvas_includes_off: {
      one: 'Allow Include Parameters está desactivado en la clave de API. No se pudo leer un curso, por última vez el {when}.',
      other:
        'Allow Include Parameters está desactivado en la clave de API. No se pudieron leer cursos {count} veces, la última el {when}.',
    },
    canvas_scope_missing: {
      one: 'A la clave de desarrollador LTI le falta Names and Role Provisioning o Assignment and Grade Services. No se pudo leer un curso, por última vez el {when}.',
      other:
        'A la clave de desarrollador LTI le falta Names and Role Provisioning o Assignment and Grade Services. No se pudieron leer cursos {count} veces, la última el {when}.',
    },
    canvas_origin_unknown: {
      one: 'Canvas ofreció un curso en una dirección que no conocemos como suya, por última vez el {when}. Pida al operador que la agregue.',
      other:
        'Canvas ofreció cursos en una dirección que no conocemos como suya {count} veces, la última el {when}. Pida al operador que la agregue.',
    },
    canvas_roster_withheld: {
      one: 'La clave de desarrollador LTI no concede Names and Role Provisioning (visto el {when}), así que no se pueden leer las calificaciones de nadie. Actívelo en la clave o en su registro.',
      other:
        'La clave de desarrollador LTI no concede Names and Role Provisioning (visto por última vez el {when}), así que no se pueden leer las calificaciones de nadie. Actívelo en la clave o en su registro.',
    },
    canvas_grades_withheld: {
      one: 'La clave de desarrollador LTI no concede la lectura de columnas y resultados (visto el {when}), así que quizá no se encuentren algunas tareas. Active ambos en la clave o en su registro.',
      other:
        'La clave de desarrollador LTI no concede la lectura de columnas y resultados (visto por última vez el {when}), así que quizá no se encuentren algunas tareas. Active ambos en la clave o en su registro.',
    },
    canvas_fields_withheld: {
      one: 'A la clave de desarrollador LTI le faltan campos personalizados (visto el {when}), así que quizá no sepamos quién ve qué secciones. Elija Actualizar registro en Canvas o pegue de nuevo la configuración.',
      other:
        'A la clave de desarrollador LTI le faltan campos personalizados (visto por última vez el {when}), así que quizá no sepamos quién ve qué secciones. Elija Actualizar registro en Canvas o pegue de nuevo la configuración.',
    },
    canvas_copy: {
      one: 'Alguien abrió Grade Passback en una copia beta o de prueba de este Canvas, el {when}. Lo rechazamos, así que nada de la copia llegó a {sis}.',
      other:
        'Se abrió Grade Passback en una copia beta o de prueba de este Canvas {count} veces, la última el {when}. Lo rechazamos, así que nada de la copia llegó a {sis}.',
    },
  },
  checkApiKey: 'Revisar la clave de API de Canvas',
  ownCopy:
    'Este Canvas es una copia {copy}, así que sus calificaciones son de prueba. Van a {host}: asegúrese de que sea un SIS de prueba.',
  otherAddress:
    'Canvas también usa {address}, que no conocemos como suya, así que no se pueden leer los cursos abiertos allí. Pida al operador de Grade Passback que la agregue.',
  checkSis: 'Revisar la conexión con el SIS',
  connectSis: 'Conectar el SIS',
  addApiKey: 'Agregar la clave de API de Canvas',
  paused: 'Todas las sincronizaciones están en pausa. No sale nada hasta que las reanude.',
  goOn: 'Abrir Configuración',
  courses: 'Cursos',
  coursesTable: 'Cursos, primero los que tienen problemas',
  course: 'Curso',
  lastRun: 'Última sincronización iniciada',
  open: 'Abrir',
  lastSync: 'Última sincronización',
  failedGrades: 'Calificaciones con error',
  noCourses: 'Ningún curso ha sincronizado calificaciones todavía.',
  reasons: 'Lo que no llegó, y por qué',
  reasonsNote: 'De la última sincronización de cada curso.',
  reasonsTable: 'Razones, primero los errores',
  reason: 'Razón',
  kind: 'Resultado',
  howMany: 'Cuántas',
  inCourses: 'Cursos',
  noReasons: 'Nada falló ni se omitió.',
  countRuns: { one: '{count} sincronización', other: '{count} sincronizaciones' },
  countAssignments: { one: '{count} tarea', other: '{count} tareas' },
  countGrades: { one: '{count} calificación', other: '{count} calificaciones' },
} as const;
