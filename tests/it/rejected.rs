//! What is sent back: only that is asked again, with the reason and the old value, as often as it takes, and not for ever.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::World;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_was_sent_back_is_asked_and_what_its_new_answers_make_newly_asked() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let applicant = &world.applicant;
    world
        .reviewer
        .says("/reject 1001\nsite_name site_name_unrelated\nservice_head_same 电话里说网站由另一位同事负责")
        .await;
    applicant.presses("继续填写").await;
    applicant.says("云杉示例科技官网").await;
    // Somebody else answers for the website: they are asked for as never before.
    applicant.presses("否").await;
    applicant.presses("居民身份证").await;
    applicant.says("李样本").await;
    applicant.presses("修改 网站负责人姓名").await;
    applicant.says("李样例").await;
    for answer in ["320102199003070017", "13712345678", "025-84123457", "13912345678"] {
        applicant.says(answer).await;
    }
    // What was not sent back stays.
    applicant.presses("修改 网站信息").await;
    applicant.presses("查看全部答案").await;
    applicant.presses("提交备案").await;
    applicant.says("/status").await;
    world.reviewer.presses("查看").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_round_asks_for_what_is_still_wrong_in_english() {
    let world = World::start().await;
    world.submitted_individual_filing().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.second_reviewer);
    reviewer
        .says("/reject 1001 site_name Please use a name that is about you, not about photography\nhead_mobile phone_unreachable")
        .await;
    applicant.says("/status").await;
    applicant.presses("Continue").await;
    applicant.says("13812345678").await;
    applicant.says("山野里的陈示例").await;
    applicant.presses("Submit").await;
    reviewer.presses("Show").await;
    reviewer
        .says("/reject 1001 site_name It still reads like a studio")
        .await;
    applicant.says("/resume").await;
    // The answer that was found wanting is not offered again, and may not be left out.
    applicant.says("/skip").await;
    applicant.says("陈示例的笔记本").await;
    applicant.says("Submit the filing").await;
    reviewer.says("/show 1001").await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_right_is_kept_and_the_reviewer_is_told_why() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer
        .says("/reject 1001\nhead_mobile phone_unreachable\nsite_name site_name_unrelated\nsite_content 内容不对")
        .await;
    applicant.presses("继续填写").await;
    // A sentence is offered to be told; a press settles the point. What else is sent is a new answer, of which nothing was said.
    applicant.says("我的电话没错，昨天在开会").await;
    applicant.presses("告诉审核员").await;
    // The button asks for words; what is no word of theirs is not taken for one.
    applicant.presses("没有错，告诉审核员").await;
    applicant.sends_photo().await;
    applicant.presses("回到这一题").await;
    applicant.presses("没有错，告诉审核员").await;
    applicant.says("“云杉”是我们注册的商标，证书可以寄给您").await;
    applicant.says("没错").await;
    applicant.says("示例官网就是介绍产品的").await;
    applicant.presses("提交备案").await;
    reviewer.presses("查看").await;
    reviewer.at(world.group.chat).says("/show 1001").await;
    reviewer.says("/history 1001").await;
    // In the next round nothing was said yet.
    reviewer.says("/reject 1001 head_mobile phone_unreachable").await;
    applicant.presses("继续填写").await;
    applicant.says("my phone is right, I was in a meeting").await;
    applicant.says("13712345678").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_right_below_the_notice_are_taken_for_the_answer_to_the_reason() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/reject 1001 head_mobile phone_unreachable").await;
    // What says nothing of it gets the button to go on.
    applicant.says("谢谢").await;
    applicant.says("什么时候能好？").await;
    applicant.says("我的电话没错，昨天在开会").await;
    applicant.presses("告诉审核员").await;
    applicant.presses("提交备案").await;
    reviewer.presses("查看").await;
    // Several were sent back: what they name is meant, whatever stands first.
    reviewer
        .says("/reject 1001\nsite_name site_name_unrelated\nhead_mobile phone_unreachable\nsite_url 打不开")
        .await;
    applicant.says("手机号码没填错，这几天在外地").await;
    applicant.presses("告诉审核员").await;
    applicant.says("云杉示例科技官网").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_which_answer_they_speak_is_asked_where_their_words_do_not_tell() {
    let world = World::start().await;
    world.submitted_individual_filing().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.second_reviewer);
    reviewer
        .says("/reject 1001\nsite_name Please use a name that is about you\nhead_mobile phone_unreachable")
        .await;
    applicant.says("That is correct, I was in a meeting").await;
    reviewer.says("/show 1001").await;
    let (message, data, label) = applicant.find("Mobile of the person in charge").await;
    applicant.presses(&label).await;
    // The other one is asked for as ever, and nothing was said of it; the same button says nothing twice.
    world.press_again(applicant, message, &label, &data).await;
    applicant.says("山野摄影笔记").await;
    applicant.says("陈示例的笔记本").await;
    applicant.presses("Submit the filing").await;
    reviewer.says("/show 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_back_as_a_whole_is_answered_in_words() {
    let world = World::start().await;
    world.filing_at_authority().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/return 1001 请说明网站与单位的关系").await;
    // Right below the notice.
    applicant.says("谢谢").await;
    applicant.says("网站是我们单位自己的官网，没有别的用途").await;
    // They think better of it, by the button and by typing at the summary.
    applicant.presses("撤回回复").await;
    applicant.presses("回复审核员").await;
    applicant.sends_photo().await;
    applicant.says("我想转人工客服").await;
    applicant.presses("回到核对").await;
    applicant.says("填好了").await;
    applicant.says("“云杉”是我们注册的商标，证书已经寄给您").await;
    applicant.presses("改写回复").await;
    applicant.says("“云杉”是我们注册的商标").await;
    applicant.presses("提交备案").await;
    reviewer.presses("查看").await;
    reviewer.at(world.group.chat).says("/show 1001").await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_is_answered_in_english() {
    let world = World::start().await;
    world.submitted_individual_filing().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.second_reviewer);
    for command in ["approve", "hand_over", "verified"] {
        reviewer.posts(format!("/{command} 1001")).await;
    }
    world.begin_transcript().await;
    reviewer.says("/return 1001 What is the website for?").await;
    applicant.presses("Continue").await;
    applicant.presses("Answer in words").await;
    applicant.says("/back").await;
    applicant.says("It is a diary of my walks, nothing is sold there").await;
    applicant.presses("Submit the filing").await;
    reviewer.presses("Show").await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrections_are_reminded_of_three_times_and_then_lapse() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.begin_transcript().await;
    let mut days = 0;
    // A minute before each moment nothing is said, and at the moment something is.
    for (moment, until) in [(7, "+7"), (38, "-7"), (44, "-1"), (45, "the end")] {
        world.advance(DAY * (moment - days) - Duration::from_secs(60)).await;
        assert_eq!(world.applicant.hears().await, "", "before {until}");
        world.advance(Duration::from_secs(60)).await;
        assert_ne!(world.applicant.hears().await, "", "{until}");
        days = moment;
    }
    world.applicant.says("/status").await;
    world.applicant.presses("继续填写").await;
    world.applicant.says("云杉示例科技官网").await;
    world.reviewer.says("/show 1001").await;
    world.reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrections_in_time_end_the_reminders_and_begin_a_new_promise() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.advance(DAY * 10).await;
    world.ignores().await;
    world
        .applicant
        .says_all(["/resume", "云杉示例科技官网", "提交备案"])
        .await;
    world.ignores().await;
    world.begin_transcript().await;
    // The promise runs anew for whoever has claimed it; nothing of the old deadline is heard.
    // Two working days from Thursday on are over on Monday.
    for instant in [
        "2026-03-15T20:59:00",
        "2026-03-15T21:00:00",
        "2026-03-16T06:00:00",
        "2026-03-16T09:00:00",
        "2026-03-17T09:00:00",
    ] {
        world.advance_to(&format!("{instant}+08:00")).await;
    }
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_filing_can_be_withdrawn_and_its_reviewer_hears_of_it() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.begin_transcript().await;
    world.applicant.says("/cancel").await;
    world.applicant.presses("撤回备案申请").await;
    world.applicant.says("/resume").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_authority_that_does_not_answer_is_told_to_the_reviewer() {
    let world = World::start().await;
    world.filing_at_authority().await;
    world.begin_transcript().await;
    world.advance(DAY * 27).await;
    world.advance(DAY * 2).await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}
