"""Ordinary tests of the same faults, part by part: they run with every `make test`."""

from __future__ import annotations

KEPT_BY: dict[str, tuple[str, ...]] = {
    "Two workers, one long round": (
        "tests/app/kernel/test_jobs.py::test_a_long_job_keeps_its_lease_and_is_not_done_twice",
        "tests/app/kernel/test_jobs.py::test_who_lost_the_lease_writes_nothing_on_the_job",
        "tests/app/matches/test_contention.py::test_two_rounds_asked_for_at_once_are_one",
        "tests/app/matches/test_rounds.py::test_a_round_that_is_done_cannot_be_failed_afterwards",
        "tests/app/matches/test_rounds.py::test_a_round_that_was_recorded_meanwhile_is_neither_recorded_again_nor_failed",
    ),
    "A worker killed in a round": (
        "tests/app/matches/test_rounds.py::test_a_round_that_breaks_while_it_is_written_leaves_nothing",
        "tests/app/kernel/test_schedule.py::test_the_run_of_a_killed_worker_is_taken_up_after_its_lease",
    ),
    "A mail server that hangs": (
        "tests/app/kernel/test_jobs.py::test_a_mail_server_that_hangs_stops_its_own_lane_only",
        "tests/app/post/test_mail.py::test_a_server_that_hangs_is_waited_for_once_and_the_letters_behind_come_later",
        "tests/app/post/test_mail.py::test_a_mail_server_that_refuses_is_seen_on_the_job_and_tried_again",
    ),
    "A worker killed in the post": (
        "tests/app/post/test_mail.py::test_a_job_that_runs_again_mails_nothing_more",
        "tests/app/kernel/test_jobs.py::test_the_job_of_a_killed_worker_is_taken_up_after_its_lease",
        "tests/app/kernel/test_jobs.py::test_a_job_that_kills_every_worker_waits_longer_each_time_and_says_so",
        "tests/app/kernel/test_working.py::test_a_lane_that_is_killed_is_started_again_and_all_end_together",
    ),
    "A job that nobody knows or can read": (
        "tests/app/kernel/test_jobs.py::test_what_cannot_be_read_is_put_aside_and_stops_nothing",
        "tests/app/kernel/test_jobs.py::test_jobs_stored_by_an_older_version_find_their_handlers",
    ),
    "The queue is away after a commit": (
        "tests/app/kernel/test_queue.py::test_an_action_answers_normally_while_the_queue_is_away_and_its_job_is_found",
    ),
    "The queue's file on a full disk": (
        "tests/app/kernel/test_queue.py::test_a_full_disk_under_the_queue_stops_nobody",
    ),
    "The counter of wrong passwords is away": (
        "tests/app/kernel/test_front.py::test_while_the_store_of_limits_is_away_each_process_counts_for_itself",
    ),
    "A clock a year ahead for a minute": (
        "tests/app/kernel/test_schedule.py::test_a_minute_a_year_ahead_settles_nothing",
        "tests/app/kernel/test_pruning.py::test_a_clock_that_jumped_a_year_ahead_forgets_nothing",
        "tests/app/kernel/test_jobs.py::test_what_failed_while_the_clock_was_a_year_ahead_is_tried_once_it_is_back",
        "tests/app/kernel/test_jobs.py::test_a_lease_from_a_year_ahead_holds_nobody_up",
    ),
    "Three days without a worker": (
        "tests/app/kernel/test_schedule.py::test_after_three_days_without_a_worker_every_day_is_made_up_for_oldest_first",
        "tests/app/kernel/test_schedule.py::test_after_three_days_without_a_worker_the_newest_does_for_all",
        "tests/app/kernel/test_readiness.py::test_a_worker_that_falls_silent_is_missed",
    ),
    "Next year's holidays are not announced": (
        "tests/app/kernel/test_calendar.py::test_next_years_holidays_are_asked_for_from_october",
    ),
    "A web process killed in the middle of requests": (
        "tests/app/kernel/test_once.py::test_what_is_sent_again_gives_the_first_event_and_runs_nothing",
    ),
    "47 approvals at once for one helper": (
        "tests/app/matches/test_contention.py::test_many_officers_at_once_are_refused_nothing_while_there_is_room",
        "tests/app/matches/test_contention.py::test_the_last_place_of_a_volunteer_is_taken_once",
        "tests/app/matches/test_contention.py::test_the_last_place_of_a_need_is_taken_once",
    ),
    "A disk that fills": (
        "tests/app/kernel/test_files.py::test_a_disk_that_fills_leaves_neither_row_nor_half_a_file",
        "tests/app/kernel/test_web.py::test_a_full_disk_is_said_and_nothing_else_is_taken_for_one",
        "tests/app/kernel/test_metrics.py::test_an_answer_that_cannot_be_counted_is_given_all_the_same",
        "tests/app/kernel/test_readiness.py::test_a_disk_that_fills_is_told_in_time",
    ),
    "Nobody carries text messages": (
        "tests/app/post/test_texts.py::test_without_a_carrier_a_text_says_so_and_its_job_is_done",
        "tests/app/post/test_ringing.py::test_the_director_sees_whom_to_ring_with_number_and_reason",
    ),
    "A PDF with a script, a picture of more than forty megapixels": (
        "tests/app/kernel/test_received.py::test_a_pdf_that_acts_by_itself_is_not_taken",
        "tests/app/kernel/test_received.py::test_forty_megapixels_are_taken_and_a_line_more_is_not",
        "tests/app/kernel/test_received.py::test_a_bomb_of_pixels_is_not_opened",
    ),
}
