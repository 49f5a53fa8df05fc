/// Enrollments on disk.
