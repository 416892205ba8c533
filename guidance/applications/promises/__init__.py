"""What applicants promise in writing: to hand a paper in later (容缺受理), or that something is so instead of proving it
(告知承诺)."""
