package wecom

import (
	"context"
	"net/url"
	"strconv"

	"github.com/silenceper/wechat/v2/work/addresslist"
	workctx "github.com/silenceper/wechat/v2/work/context"
)

const maxMembers = 32 << 20 // bytes of an answer that lists members

// A User is a member as the app may see him. Newly made apps get no phone number
// and no avatar (wecom-api.md 7).
type User struct {
	UserID         string   `json:"userid"`
	Name           string   `json:"name"`
	Departments    []int    `json:"department"`
	MainDepartment int      `json:"main_department"`
	Position       string   `json:"position"`
	DirectLeader   []string `json:"direct_leader"`
	Status         int      `json:"status"` // 1 active, 2 disabled, 4 not activated, 5 left
}

// A Department is a node of the organisation within the app's visible range.
type Department struct {
	ID     int `json:"id"`
	Parent int `json:"parentid"`
	Order  int `json:"order"`
}

// User reads one member. A userid that is unknown or out of sight is a *bot.Fault
// with code 60111 or 46004.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	r := request{api: "user/get", query: url.Values{"userid": {id}}}
	body, err := c.viaSDK(ctx, r, func(sdk *workctx.Context) {
		_, _ = addresslist.NewClient(sdk).UserGet(url.QueryEscape(id)) // it would join the id into the address as it is
	})
	if err != nil {
		return User{}, err
	}
	var u User
	if err := decodeAnswer(r, body, &u); err != nil {
		return User{}, err
	}
	u.UserID = userid(u.UserID)
	return u, nil
}

// Members lists a department's members with userid, name and departments, those
// of departments below it too if deep.
func (c *Client) Members(ctx context.Context, department int, deep bool) ([]User, error) {
	query := url.Values{"department_id": {strconv.Itoa(department)}}
	if deep {
		query.Set("fetch_child", "1")
	}
	r := request{api: "user/simplelist", query: query, limit: maxMembers, timeout: c.cfg.Transfer}
	body, err := c.viaSDK(ctx, r, func(sdk *workctx.Context) {
		_, _ = addresslist.NewClient(sdk).UserSimpleList(department)
	})
	if err != nil {
		return nil, err
	}
	var got struct {
		Users []User `json:"userlist"`
	}
	if err := decodeAnswer(r, body, &got); err != nil {
		return nil, err
	}
	for i := range got.Users {
		got.Users[i].UserID = userid(got.Users[i].UserID)
	}
	return got.Users, nil
}

// Departments lists the departments in the app's visible range. It is also the
// business call that shows whether this address is on the app's IP list: gettoken
// answers from anywhere (wecom-api.md 3).
func (c *Client) Departments(ctx context.Context) ([]Department, error) {
	r := request{api: "department/simplelist", limit: maxMembers, timeout: c.cfg.Transfer}
	body, err := c.viaSDK(ctx, r, func(sdk *workctx.Context) {
		_, _ = addresslist.NewClient(sdk).DepartmentSimpleList(0)
	})
	if err != nil {
		return nil, err
	}
	var got struct {
		Departments []Department `json:"department_id"`
	}
	err = decodeAnswer(r, body, &got)
	return got.Departments, err
}
