"""现场踏勘: bureaus that look at the applicant's place together, as one appointment for all."""
