//! Registration numbers of business licences before 2015: 15 digits, the last by ISO 7064 MOD 11,10 (doubtful).

/// Whether the check digit is right. Takes any text; what is not 15 digits is wrong.
pub fn is_right(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits else { return false };
    let Some((check, body)) = digits.split_last() else {
        return false;
    };
    if body.len() != 14 {
        return false;
    }
    let p = body.iter().fold(10, |p, digit| {
        let sum = match (digit + p) % 10 {
            0 => 10,
            sum => sum,
        };
        2 * sum % 11
    });
    (11 - p) % 10 == *check
}

#[cfg(test)]
mod tests {
    #[test]
    fn old_numbers() {
        let check = |number: &str, right: bool| assert_eq!(super::is_right(number), right, "{number}");
        check("320000000000019", true);
        check("440000000000022", true);
        check("320000000000010", false);
        check("32000000000001", false);
        check("", false);
        check("三二", false);
    }
}
