import type { CheckCode } from '../../domain/outcomes.ts';

export interface CheckText {
  readonly title: string;
  readonly why: string;
  readonly mend: string;
}

export const checkMessages = {
  due_date_missing: {
    title: 'Sin fecha de entrega',
    why: '{sis} necesita una fecha de entrega para cada tarea.',
    mend: 'Póngale una fecha de entrega en Canvas, para Todos o para cada sección.',
  },
  due_date_outside_grading_periods: {
    title: 'Fecha de entrega fuera de todo período de calificación',
    why: '{day} no está en ningún período de calificación de esta clase en {sis}.',
    mend: 'Cambie la fecha de entrega en Canvas o pida al administrador de su SIS que revise los períodos de calificación.',
  },
  not_counted: {
    title: 'No cuenta para la calificación final',
    why: 'Su institución no envía tareas que Canvas deja fuera de la calificación final.',
    mend: 'Haga que cuente en Canvas o desactive Sincronizar con {sisLabel} para ella.',
  },
  hidden_in_gradebook: {
    title: 'Oculta en el Libro de calificaciones de Canvas',
    why: 'Su institución no envía tareas que el Libro de calificaciones de Canvas oculta.',
    mend: 'Muéstrela en el Libro de calificaciones o desactive Sincronizar con {sisLabel} para ella.',
  },
  dates_unknown: {
    title: 'No se pueden leer las fechas de entrega',
    why: 'Canvas no dice cuándo se entrega esta tarea en cada sección. O usted ya no puede administrar tareas en este curso, por ejemplo porque terminó, o la clave de API de Grade Passback está mal configurada.',
    mend: 'Pida a alguien que pueda administrar tareas en este curso que envíe las calificaciones, o pida a su administrador de Canvas que active “Allow Include Parameters” en la clave de API.',
  },
  assigned_to_students: {
    title: 'Fechas para estudiantes individuales',
    why: '{sis} acepta una fecha de entrega para toda la clase, no para estudiantes individuales.',
    mend: 'En Canvas, asígnela a Todos o solo a secciones.',
  },
  paced_course: {
    title: 'Ritmo del curso',
    why: 'El ritmo del curso da a cada estudiante sus propias fechas. {sis} acepta una fecha de entrega para toda la clase.',
    mend: 'Desactive el ritmo del curso en la configuración del curso, o asigne esta tarea a Todos o solo a secciones.',
  },
  name_empty: {
    title: 'Sin nombre',
    why: '{sis} necesita un nombre para cada tarea.',
    mend: 'Póngale un nombre en Canvas.',
  },
  name_too_long: {
    title: 'Nombre demasiado largo',
    why: '{sis} acepta nombres de hasta {limit} caracteres. Este tiene {length}.',
    mend: 'Acorte su nombre en Canvas.',
  },
  name_twice_in_class: {
    title: 'Nombre usado dos veces',
    why: 'Esta clase ya tiene una tarea llamada “{title}”. {sis} no puede distinguirlas.',
    mend: 'Cambie el nombre de una de ellas en Canvas.',
  },
  line_item_exists: {
    title: 'Ya está en {sis}',
    why: 'Esta clase ya tiene una tarea “{title}” con esta fecha de entrega que no se envió desde este curso. Con otra más, cada calificación contaría dos veces.',
    mend: 'Elija “Usarla” en Enviar calificaciones. O bórrela en {sis}, o cambie el nombre o la fecha de entrega en Canvas.',
  },
  line_items_exist: {
    title: 'Ya está en {sis}, y no está claro cuál es',
    why: 'Esta clase ya tiene “{title}” con esta fecha de entrega en {sis}, y más de una tarea encaja. Con otra más, cada calificación contaría dos veces.',
    mend: 'Borre en {sis} las que no necesite, o dé a cada tarea un nombre propio en Canvas.',
  },
  points_missing: {
    title: 'Sin puntos posibles',
    why: '{sis} necesita saber cuántos puntos son posibles.',
    mend: 'Escriba los puntos posibles en Canvas. Si es crédito adicional y vale 0 puntos, pida al administrador de Canvas que permita enviarla (Grade Passback › Configuración).',
  },
  points_not_whole: {
    title: 'Los puntos no son un número entero',
    why: '{sis} acepta solo puntos enteros. Esta tarea tiene {points}.',
    mend: 'Cambie los puntos posibles a un número entero en Canvas.',
  },
  category_unassociated: {
    title: 'Sin categoría del SIS',
    why: 'El grupo de tareas “{group}” no tiene categoría de {sisLabel}.',
    mend: 'Dé al grupo el nombre de una categoría de {sisLabel}, o mueva la tarea a un grupo que tenga una.',
  },
  category_gone: {
    title: 'La categoría del SIS ya no existe',
    why: 'El grupo de tareas “{group}” usa “{category}”, que ya no está en {sis}.',
    mend: 'Elija otra categoría para este grupo.',
  },
  no_group: {
    title: 'Sin grupo de tareas',
    why: '{sis} necesita una categoría para cada tarea, y Canvas no le dice a Grade Passback el grupo de esta.',
    mend: 'Pida a su administrador de Canvas que elija una categoría para estas tareas (Grade Passback › Configuración).',
  },
  categories_none: {
    title: 'Sin categorías en {sis}',
    why: '{sis} necesita una categoría para cada tarea y no tiene ninguna para esta clase.',
    mend: 'Pida al administrador de su SIS que agregue categorías a esta clase.',
  },
  categories_unreadable: {
    title: 'No se pueden leer las categorías de {sis}',
    why: '{sis} necesita una categoría para cada tarea, pero no nos deja leer las de esta clase.',
    mend: 'Pida a su administrador de Canvas que revise Administración › Conexión con el SIS.',
  },
  grading_periods_unreadable: {
    title: 'No se pueden leer los períodos de calificación de {sis}',
    why: '{sis} necesita un período de calificación para cada tarea, pero no nos deja leer los de esta clase.',
    mend: 'Pida a su administrador de Canvas que revise Administración › Conexión con el SIS.',
  },
  students_unreadable: {
    title: 'No se pueden leer los estudiantes de {sis}',
    why: '{sis} no nos deja leer quién está en esta clase, así que no podemos saber de quién es cada calificación.',
    mend: 'Pida a su administrador de Canvas que revise Administración › Conexión con el SIS.',
  },
  class_not_in_sis: {
    title: 'Clase no encontrada en {sis}',
    why: '{sis} no tiene ninguna clase, o tiene más de una, con el ID del SIS {sisId} de esta sección.',
    mend: 'Pida al administrador de su SIS que revise el ID del SIS de la sección.',
  },
  class_unreadable: {
    title: 'No se puede leer la clase de {sis}',
    why: '{sis} se negó a mostrar esta clase. Dijo: {words}',
    mend: 'Pida a su administrador de Canvas que revise Administración › Conexión con el SIS.',
  },
} as const satisfies Readonly<Record<CheckCode, CheckText>>;
