import type { LanguageFacts } from './language-facts.ts';

export const vi: LanguageFacts = {
  stopWords:
    'và của là có được trong cho các những một này đó với không như khi từ đã để bởi vì nhưng hay hoặc thì mà cũng đến ra ' +
    'vào lên trên dưới tại về theo đang sẽ bị do nên rằng nếu còn chỉ rất nhiều hơn nhất gì ai nào đâu sao bao nhiêu mấy ' +
    'thế họ ông bà anh nó chúng tôi ở người việc điều cái con sau trước giữa qua',
  isTonal: true,
  metByChance: 0.46,
  negations: 'không chưa chẳng',
  asks: {
    time: 'khi nào|năm nào|ngày nào|tháng nào|bao giờ|thế kỷ nào|lúc nào|thời gian nào',
    number: 'bao nhiêu|mấy|bao lâu|bao xa',
    name: 'ai|(?:ở )?đâu|nơi nào|nước nào|quốc gia nào|thành phố nào|người nào',
    reason: 'tại sao|vì sao|lý do',
  },
  pointsBack: 'ông bà anh họ nó chúng điều',
  abbreviations: 'tp ts ths gs pgs',
  finalAbbreviations: 'v.v',
  connectives: 'theo tài liệu văn bản',
};
