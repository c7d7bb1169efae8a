/** A whole invented or loaded school, from which the sandbox Canvas and the sandbox SIS are filled. */
export interface SampleSchool {
  readonly name: string;
  /** The institution's own name for its SIS, shown in Canvas. */
  readonly sisLabel: string;
  /** The IANA zone of every course. */
  readonly timeZone: string;
  readonly sis: SampleSis;
  readonly canvas: SampleCanvas;
}

/** The OneRoster side; ids are sourcedIds, days are `YYYY-MM-DD`. */
export interface SampleSis {
  readonly orgs: readonly {
    id: string;
    name: string;
    type: 'district' | 'school';
    parentId: string | null;
  }[];
  readonly academicSessions: readonly {
    id: string;
    title: string;
    type: 'schoolYear' | 'semester' | 'term' | 'gradingPeriod';
    startDate: string;
    endDate: string;
    parentId: string | null;
    schoolYear: string;
  }[];
  readonly courses: readonly { id: string; title: string; code: string; orgId: string }[];
  readonly classes: readonly {
    id: string;
    title: string;
    code: string;
    courseId: string;
    schoolId: string;
    termIds: readonly string[];
    periods: string;
  }[];
  readonly users: readonly {
    id: string;
    role: 'student' | 'teacher' | 'administrator';
    username: string;
    identifier: string;
    givenName: string;
    familyName: string;
    email: string;
    orgIds: readonly string[];
  }[];
  readonly enrollments: readonly {
    id: string;
    classId: string;
    userId: string;
    schoolId: string;
    role: 'student' | 'teacher';
  }[];
  /** `classId` null: valid for every class. */
  readonly categories: readonly { id: string; title: string; classId: string | null }[];
}

/** The Canvas side. Keys are only names within the sample; Canvas assigns its own ids. */
export interface SampleCanvas {
  readonly users: readonly {
    key: string;
    name: string;
    login: string;
    email: string;
    /** Null: a person added by hand, without a SIS id. */
    sisId: string | null;
    accountAdmin: boolean;
  }[];
  readonly courses: readonly SampleCourse[];
}

export interface SampleCourse {
  readonly key: string;
  readonly name: string;
  readonly code: string;
  readonly sisId: string | null;
  readonly sections: readonly { key: string; name: string; sisId: string | null }[];
  readonly enrollments: readonly {
    userKey: string;
    sectionKey: string;
    role: 'teacher' | 'ta' | 'designer' | 'student' | 'observer' | 'test_student';
    state: 'active' | 'inactive' | 'completed';
  }[];
  readonly groups: readonly string[];
  readonly assignments: readonly SampleAssignment[];
}

export interface SampleAssignment {
  readonly name: string;
  readonly description: string | null;
  readonly group: string;
  readonly points: number | null;
  readonly gradingType: 'points' | 'percent' | 'letter_grade' | 'pass_fail' | 'not_graded';
  /** A local wall-clock time in the school's zone, `YYYY-MM-DDTHH:mm:ss`; null: none. */
  readonly dueAt: string | null;
  readonly unlockAt: string | null;
  readonly published: boolean;
  readonly postToSis: boolean;
  /** False: hidden grades (a manual posting policy). */
  readonly gradesPosted: boolean;
  readonly sectionDueDates: readonly { sectionKey: string; dueAt: string | null }[];
  /** Keys of the only students who get it, or who have another date: a differentiated assignment. */
  readonly studentOverrides: readonly { userKeys: readonly string[]; dueAt: string | null }[];
  /** Only the sections in `sectionDueDates` and the students in `studentOverrides` get it. */
  readonly onlyOverrides: boolean;
  readonly submissions: readonly {
    userKey: string;
    score: number | null;
    excused: boolean;
    late: boolean;
    missing: boolean;
    /** Local time; null: not graded yet. */
    gradedAt: string | null;
    submittedAt: string | null;
  }[];
}
